/* What the library says of itself: the source it was built from, and the levels this machine can run.
   Compiled for the platform's baseline, so that it can be asked on every processor. */
#include "exported.h"
#include "words.h"

NNSIM_EXPORTED const char *nnsim_walk_source(void);
NNSIM_EXPORTED const char *nnsim_walk_levels(void);
NNSIM_EXPORTED const char *nnsim_walk_words(void);

/* Fingerprint of all source files, as nnsim/compiled/sources.py makes it. */
const char *nnsim_walk_source(void) { return NNSIM_SOURCE; }

/* The words of the table by their numbers: opcodes, then a semicolon and the elementwise kernels. */
#define OPCODE(name) #name ","
#define SINGLE(name) #name "_4,"
#define DOUBLE(name) #name "_8,"
#define OTHER(name) #name "_,"
const char *nnsim_walk_words(void) {
  return OPCODES(OPCODE) PRIMITIVES(OPCODE) ";" KERNELS(SINGLE) KERNELS(DOUBLE) OTHERS(OTHER);
}

#if defined(__x86_64__)

#include <cpuid.h>

#define HAS(word, bit) (((word) >> (bit)) & 1u)

/* Registers that the operating system keeps when it changes threads (XCR0). Written out: the intrinsic is
   only there under -mxsave, which baseline code does without. */
static unsigned kept_registers(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

/* Levels of the x86-64 psABI. Bits of CPUID: Intel 64 and IA-32 Architectures Software Developer's Manual,
   volume 2A, CPUID; of XCR0: volume 1, 13.3. */
static int level_of_this_machine(void) {
  unsigned a, b, c, d, b7 = 0, c7 = 0, d7 = 0, ax = 0, bx = 0, cx = 0, dx = 0, kept;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 1;
  if (!__get_cpuid(0x80000001u, &ax, &bx, &cx, &dx)) return 1;
  /* SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT; LAHF */
  if (!(HAS(c, 0) && HAS(c, 9) && HAS(c, 13) && HAS(c, 19) && HAS(c, 20) && HAS(c, 23) && HAS(cx, 0))) return 1;
  /* OSXSAVE, AVX, FMA, MOVBE, F16C; LZCNT; XMM and YMM kept */
  if (!HAS(c, 27)) return 2;
  kept = kept_registers();
  if ((kept & 0x6u) != 0x6u) return 2;
  if (!(HAS(c, 28) && HAS(c, 12) && HAS(c, 22) && HAS(c, 29) && HAS(cx, 5))) return 2;
  if (!__get_cpuid_count(7, 0, &a, &b7, &c7, &d7)) return 2;
  /* BMI1, AVX2, BMI2 */
  if (!(HAS(b7, 3) && HAS(b7, 5) && HAS(b7, 8))) return 2;
  /* AVX-512 F, DQ, CD, BW, VL; opmask and both halves of ZMM kept */
  if ((kept & 0xe0u) != 0xe0u) return 3;
  if (!(HAS(b7, 16) && HAS(b7, 17) && HAS(b7, 28) && HAS(b7, 30) && HAS(b7, 31))) return 3;
  return 4;
}

/* Levels that processor and operating system can run, best first, between commas; empty below v2. */
const char *nnsim_walk_levels(void) {
  static const char *const levels[] = {"", "", "v2", "v3,v2", "v4,v3,v2"};
  return levels[level_of_this_machine()];
}

#else

const char *nnsim_walk_levels(void) { return "base"; }

#endif
