// What merging asks of the table of all tokens, which is rare.
#ifndef PROMPTLS_MERGING_SEARCH_H
#define PROMPTLS_MERGING_SEARCH_H

#include "merging.h"

// Finds the token of a string of at least 4 bytes, or `merging_no_token`.
uint32_t merging_search(const struct merging_tables *tables, const uint8_t *bytes, intptr_t count);

#endif
