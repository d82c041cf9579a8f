// Which instruction set's merging runs.
#include "merging.h"

extern const struct merging_functions merging_functions_any;
#if defined(__x86_64__)
extern const struct merging_functions merging_functions_avx2, merging_functions_avx512;

static int runs_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("lzcnt");
}

static int runs_avx512(void) {
  return runs_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

const struct merging_functions *merging_functions_at(intptr_t place) {
  const struct merging_functions *all[3];
  intptr_t count = 0;
#if defined(__x86_64__)
  if (runs_avx512()) all[count++] = &merging_functions_avx512;
  if (runs_avx2()) all[count++] = &merging_functions_avx2;
#endif
  all[count++] = &merging_functions_any;
  return place < count ? all[place] : 0;
}
