#include "lowlight/batch/standard_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight::batch;
namespace fs = std::filesystem;

namespace {

/// Puts a file in the place of a standard stream for the length of the scope.
class Redirected {
 public:
  Redirected(int stream, const fs::path& file, int flags) : stream_(stream), kept_(::dup(stream)) {
    const int opened = ::open(file.c_str(), flags, 0600);
    ::dup2(opened, stream);
    ::close(opened);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;
  ~Redirected() {
    ::dup2(kept_, stream_);
    ::close(kept_);
  }

 private:
  int stream_, kept_;
};

}  // namespace

TEST_CASE("Only a lone dash stands for a stream") {
  CHECK(is_standard_stream("-"));
  CHECK_FALSE(is_standard_stream("./-"));
  CHECK_FALSE(is_standard_stream(""));
}

TEST_CASE("Standard input is read and standard output written to the last byte") {
  const lowlight::test::TemporaryFolder root;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{65536}, size_t{300'001}}) {
    const std::vector<uint8_t> bytes(size, 7);
    {
      const Redirected out(STDOUT_FILENO, root / "file", O_WRONLY | O_CREAT | O_TRUNC);
      write_standard_output(bytes);
    }
    const Redirected in(STDIN_FILENO, root / "file", O_RDONLY);
    CHECK(read_standard_input() == bytes);
  }
}

TEST_CASE("A stream that cannot be used is an error") {
  const lowlight::test::TemporaryFolder root;
  const Redirected in(STDIN_FILENO, root.path(), O_RDONLY);  // a folder
  CHECK_THROWS_AS(read_standard_input(), std::system_error);
}
