#include "lowlight/core/fields.h"

#include <c10/util/Exception.h>
#include <array>
#include <string_view>
#include <utility>

#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using lowlight::test::has_problem;
using lowlight::test::keys_of;

namespace {

enum class Mode { fast, exact };

/// The names of the values, as users write them.
constexpr auto names_of(Mode) {
  return std::to_array<std::pair<Mode, std::string_view>>(
      {{Mode::fast, "fast"}, {Mode::exact, "exact"}});
}

struct Inner {
  double rate = 0.5;
  double limit = 1;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("rate", self.rate, above(0), "a rate");
    visit("limit", self.limit, "its limit");
  }
  void check(Problems& problems) const {
    if (rate > limit) problems.push_back({"rate", "must be at most limit"});
  }
};

struct Outer {
  int64_t count = 3;
  bool on = true;
  std::string name = "x";
  Mode mode = Mode::fast;
  std::array<double, 2> pair{1, 2};
  std::vector<std::string> words;
  Inner inner;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("count", self.count, in(0, 9), "how many");
    visit("on", self.on, "whether");
    visit("name", self.name, "what");
    visit("mode", self.mode, "which");
    visit("pair", self.pair, at_least(0), "two numbers");
    visit("words", self.words, "any words");
    visit("inner", self.inner, "more");
  }
};

}  // namespace

TEST_CASE("fields_of lists every field with its nested names, value and sentence") {
  const auto fields = fields_of(Outer{});
  REQUIRE(fields.size() == 8);
  CHECK(fields[0].name == "count");
  CHECK(std::get<int64_t>(fields[0].value) == 3);
  CHECK(std::get<std::string>(fields[3].value) == "fast");
  CHECK(fields[6].name == "inner.rate");
  CHECK(fields[6].doc == "a rate");
  CHECK(fields[6].rule == above(0).text());
  CHECK(fields[1].rule == "");
  CHECK(fields[3].choices == std::vector<std::string>{"fast", "exact"});
  CHECK_FALSE(fields[3].rule.empty());
}

TEST_CASE("What fields_of writes, assign_fields reads back") {
  Outer written;
  written.count = 7;
  written.mode = Mode::exact;
  written.pair = {0.25, 4};
  written.words = {"a", "b"};
  written.inner.rate = 1e-3;
  FieldMap values;
  for (const auto& field : fields_of(written)) values[field.name] = field.value;
  Outer read;
  CHECK(assign_fields(read, values).empty());
  CHECK(read.count == 7);
  CHECK(read.mode == Mode::exact);
  CHECK(read.pair == written.pair);
  CHECK(read.words == written.words);
  CHECK(read.inner.rate == 1e-3);
}

TEST_CASE("Integers widen to numbers, nothing else converts") {
  Outer options;
  CHECK(assign_fields(options, {{"inner.rate", int64_t{2}}}).empty());
  CHECK(options.inner.rate == 2.0);
  CHECK(keys_of(assign_fields(options, {{"count", 2.5}})) == std::vector<std::string>{"count"});
  CHECK(options.count == 3);
}

TEST_CASE("All problems are listed at once, unknown keys with the nearest known one") {
  Outer options;
  const auto problems = assign_fields(options,
                                      {{"cuont", int64_t{1}},
                                       {"mode", std::string("slow")},
                                       {"on", int64_t{1}},
                                       {"pair", std::vector<double>{1}}});
  CHECK(keys_of(problems) == std::vector<std::string>{"on", "mode", "pair", "cuont"});
  CHECK(problems[1].value == "slow");
  CHECK_THAT(problems[1].rule, ContainsSubstring("fast, exact"));
  CHECK_THAT(problems[3].rule, ContainsSubstring("'count'"));
}

TEST_CASE("Fields that break their rules are all found, under their full keys") {
  Outer options;
  CHECK(problems_of(options).empty());
  options.count = 10;
  options.pair = {1, -1};
  options.inner.rate = 0;
  const auto problems = problems_of(options);
  CHECK(keys_of(problems) == std::vector<std::string>{"count", "pair", "inner.rate"});
  CHECK(has_problem(problems, "count", in(0, 9), "10"));
  CHECK(has_problem(problems, "pair", at_least(0), "1, -1"));
  CHECK(has_problem(problems, "inner.rate", above(0), "0"));
}

TEST_CASE("A struct's rules between its fields are checked wherever it is a member") {
  Outer options;
  options.inner.rate = 2;
  CHECK(keys_of(problems_of(options.inner)) == std::vector<std::string>{"rate"});
  CHECK(keys_of(problems_of(options)) == std::vector<std::string>{"inner.rate"});
}

TEST_CASE("Options with problems are refused with all of them") {
  Outer options;
  CHECK_NOTHROW(require_valid("Block", options));
  options.count = 10;
  options.inner.rate = 2;
  CHECK_THROWS_AS(require_valid("Block", options), c10::ValueError);
  CHECK_THROWS_WITH(require_valid("Block", options),
                    ContainsSubstring("count") && ContainsSubstring("inner.rate"));
}

TEST_CASE("An empty list of any kind fits every list and nothing else") {
  Outer options;
  options.words = {"a"};
  CHECK(assign_fields(options, {{"words", std::vector<int64_t>{}}}).empty());
  CHECK(options.words.empty());
  CHECK(has_problem(assign_fields(options, {{"pair", std::vector<int64_t>{}}}), "pair"));
  CHECK(has_problem(assign_fields(options, {{"count", std::vector<int64_t>{}}}), "count"));
}
