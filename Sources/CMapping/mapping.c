// sigaction and MAP_ANONYMOUS are no part of standard C.
#define _GNU_SOURCE
#include "CMapping.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { slots = 256 };

// Read by the handler at any moment; `end` is 0 where nothing is watched.
static struct {
  atomic_bool taken;
  _Atomic uintptr_t start, end;
  atomic_bool cut;
} watched[slots];

static struct sigaction before;
static uintptr_t page;

static void handle(int number, siginfo_t *info, void *context) {
  (void)context;
  uintptr_t place = (uintptr_t)info->si_addr;
  for (int slot = 0; slot < slots; slot++) {
    uintptr_t end = atomic_load(&watched[slot].end);
    if (place < atomic_load(&watched[slot].start) || place >= end) continue;
    void *zeros = mmap((void *)(place / page * page), page, PROT_READ,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zeros == MAP_FAILED) break;
    atomic_store(&watched[slot].cut, true);
    return;
  }
  // Not ours: it happens again, to whoever was asked before.
  sigaction(number, &before, NULL);
}

static void install(void) {
  page = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &before);
}

int cm_watch(const void *start, size_t count) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  for (int slot = 0; slot < slots; slot++) {
    if (atomic_exchange(&watched[slot].taken, true)) continue;
    atomic_store(&watched[slot].cut, false);
    atomic_store(&watched[slot].start, (uintptr_t)start);
    atomic_store(&watched[slot].end, (uintptr_t)start + count);
    return slot;
  }
  return -1;
}

bool cm_was_cut(int number) { return number >= 0 && atomic_load(&watched[number].cut); }

void cm_forget(int number) {
  if (number < 0) return;
  atomic_store(&watched[number].end, 0);
  atomic_store(&watched[number].taken, false);
}
