// Options with a field of every kind, for the tests of this room.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/core/fields.h"

namespace lowlight::test {

enum class Mode { fast, exact };

/// The names of the values, as users write them.
constexpr auto names_of(Mode) {
  return std::to_array<std::pair<Mode, std::string_view>>(
      {{Mode::fast, "fast"}, {Mode::exact, "exact"}});
}

struct InnerOptions {
  double rate = 0.5;
  std::vector<double> steps;
  bool operator==(const InnerOptions&) const = default;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("rate", self.rate, "a rate");
    visit("steps", self.steps, "its steps");
  }
};

struct SampleOptions {
  int64_t count = 3;
  bool on = true;
  std::string name = "x";
  Mode mode = Mode::fast;
  InnerOptions inner;
  std::array<double, 2> pair{1, 2};
  std::vector<int64_t> sizes{1, 2};
  std::vector<std::string> words;
  bool operator==(const SampleOptions&) const = default;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("count", self.count, at_least(0), "how many");
    visit("on", self.on, "whether");
    visit("name", self.name, "what");
    visit("mode", self.mode, "which");
    visit("inner", self.inner, "more");
    visit("pair", self.pair, "two numbers");
    visit("sizes", self.sizes, "some sizes");
    visit("words", self.words, "any words");
  }
};

/// Values that are hard to write down: the least and largest, controls, quotes, other alphabets.
inline SampleOptions hard_options() {
  SampleOptions options;
  options.count = INT64_MAX;
  options.on = false;
  options.name =
      "tab\t quote\" back\\slash 'single' \x01\x7f line\r\nend '''\"\"\" # \xc3\xa4\xe2\x82\xac";
  options.mode = Mode::exact;
  options.inner.rate = 0.1 + 0.2;
  options.inner.steps = {1, -0.0, 5e-324, 1.7976931348623157e308};
  options.pair = {1e-3, 3};
  options.sizes = {};
  options.words = {"", "a, b", "[1]", "true"};
  return options;
}

}  // namespace lowlight::test
