// Tells the thread sanitizer of Swift's `Mutex`, for `LD_PRELOAD`.
//
// Where a `Mutex` is free, code that is built with the sanitizer takes it by itself and is seen.  Where it
// is not, a library does that is not built so: what one thread leaves under a lock would then count as a
// race with the next.  These stand before the library's and say what they do.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex

void __tsan_acquire(void *) __attribute__((weak));
void __tsan_release(void *) __attribute__((weak));

// `_MutexHandle._lockSlow(_: UInt32)`, `_tryLockSlow() -> Bool`, `_unlockSlow()` of Synchronization.
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool try(SELF) __asm__(TRY);
SWIFT void unlock(SELF) __asm__(UNLOCK);

SWIFT void lock(uint32_t thread, SELF) {
  static SWIFT void (*next)(uint32_t, SELF);
  if (!next) next = dlsym(RTLD_NEXT, LOCK);
  next(thread, mutex);
  if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT bool try(SELF) {
  static SWIFT bool (*next)(SELF);
  if (!next) next = dlsym(RTLD_NEXT, TRY);
  bool taken = next(mutex);
  if (taken && __tsan_acquire) __tsan_acquire(mutex);
  return taken;
}

SWIFT void unlock(SELF) {
  static SWIFT void (*next)(SELF);
  if (!next) next = dlsym(RTLD_NEXT, UNLOCK);
  if (__tsan_release) __tsan_release(mutex);
  next(mutex);
}
