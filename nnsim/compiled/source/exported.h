/* The few names that the library shows; everything else is hidden by the compiler's flags. */
#ifndef NNSIM_EXPORTED_H
#define NNSIM_EXPORTED_H

#if defined(_WIN32)
#define NNSIM_EXPORTED __declspec(dllexport)
#else
#define NNSIM_EXPORTED __attribute__((visibility("default")))
#endif

/* nnsim_walk_v2, nnsim_walk_v3, ...: walk.c is compiled once for each level, with -DLEVEL=v2 and so on. */
#define NNSIM_JOINED_(a, b) a##b
#define NNSIM_JOINED(a, b) NNSIM_JOINED_(a, b)
#define NNSIM_OF_LEVEL(name) NNSIM_JOINED(name, LEVEL)

#endif
