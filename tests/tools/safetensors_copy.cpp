// safetensors_copy IN OUT: reads a file and writes what it held, for tests that write and read with
// another program.
#include <cstdio>

#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"

int main(int argc, char* argv[]) {
  if (argc != 3) return 1;
  try {
    lowlight::io::write_safetensors(argv[2], lowlight::io::read_safetensors(argv[1]));
    return 0;
  } catch (const lowlight::CheckpointError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
