// Any text, and any override after a NUL byte, is either refused by ConfigError, or options that
// are written and read back to the same text.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lowlight/core/error.h"
#include "lowlight/io/config.h"
#include "lowlight/io/options_text.h"
#include "unit/io/sample_options.h"

using namespace lowlight;
using lowlight::test::SampleOptions;

namespace {

/// What `read` accepts is written and read back, neither of which may be refused, to the same text.
template <class Read, class Write, class ReadBack>
void check_refused_or_kept(const Read& read, const Write& write, const ReadBack& read_back) {
  SampleOptions options;
  try {
    options = read();
  } catch (const ConfigError&) {
    return;
  }
  try {
    const auto written = write(options);
    if (write(read_back(written)) != written) std::abort();
  } catch (const ConfigError&) {
    std::abort();
  }
}

SampleOptions from_config(const std::string& text, const std::vector<std::string>& overrides) {
  return io::options_from_config<SampleOptions>(io::parse_config(text, "fuzz", overrides));
}

SampleOptions from_text(const std::string& text) {
  return io::options_from_text<SampleOptions>(text, "fuzz");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(data, data + size);
  const auto end = input.find('\0');
  const std::vector<std::string> overrides =
      end == std::string::npos ? std::vector<std::string>() : std::vector{input.substr(end + 1)};
  check_refused_or_kept([&] { return from_config(input.substr(0, end), overrides); },
                        io::write_config<SampleOptions>,
                        [](const std::string& text) { return from_config(text, {}); });
  check_refused_or_kept(
      [&] { return from_text(input); }, io::options_to_text<SampleOptions>, from_text);
  return 0;
}
