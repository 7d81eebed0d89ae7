// Any text, and any override after a NUL byte, is either refused by ConfigError, or options that
// are written and read back to the same text.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "../unit/io/sample_options.h"
#include "lowlight/core/error.h"
#include "lowlight/io/config.h"
#include "lowlight/io/options_text.h"

using namespace lowlight;
using lowlight::io::test::SampleOptions;

namespace {

void check_settings(const std::string& text, const std::vector<std::string>& overrides) {
  const auto config = io::parse_config(text, "fuzz", overrides);
  const auto written = io::write_config(io::options_from_config<SampleOptions>(config));
  const auto again = io::options_from_config<SampleOptions>(io::parse_config(written, "written"));
  if (io::write_config(again) != written) std::abort();
}

void check_options(const std::string& text) {
  const auto written = io::options_to_text(io::options_from_text<SampleOptions>(text, "fuzz"));
  const auto again = io::options_from_text<SampleOptions>(written, "written");
  if (io::options_to_text(again) != written) std::abort();
}

template <class Check>
void expect_refusal_or_success(const Check& check) {
  try {
    check();
  } catch (const ConfigError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(data, data + size);
  const auto end = input.find('\0');
  const std::vector<std::string> overrides =
      end == std::string::npos ? std::vector<std::string>() : std::vector{input.substr(end + 1)};
  expect_refusal_or_success([&] { check_settings(input.substr(0, end), overrides); });
  expect_refusal_or_success([&] { check_options(input); });
  return 0;
}
