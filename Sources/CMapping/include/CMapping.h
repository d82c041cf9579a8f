// Files that become shorter while they are mapped.
//
// A read of a mapped page that the file no longer has is answered by the system with SIGBUS, which ends
// the process. Pages that are watched are answered with zeros instead, and it is noted.
#ifndef CMAPPING_H
#define CMAPPING_H

#include <stdbool.h>
#include <stddef.h>

/// Begins to watch pages; the number to ask with, or -1 where too many are watched already.
int cm_watch(const void *start, size_t count);
/// Whether a read of the pages met the end of their file.
bool cm_was_cut(int number);
/// Ends watching; the pages are still mapped.
void cm_forget(int number);

/// Gives pages of the heap that were freed back to the system, those between what is in use too.
void cm_give_back(void);

#endif
