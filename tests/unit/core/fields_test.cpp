#include "lowlight/core/fields.h"

#include "support/catch.h"

using namespace lowlight;

namespace {

enum class Mode { fast, exact };

struct Inner {
  double rate = 0.5;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("rate", self.rate, "a rate");
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
    visit("count", self.count, "how many");
    visit("on", self.on, "whether");
    visit("name", self.name, "what");
    visit("mode", self.mode, "which");
    visit("pair", self.pair, "two numbers");
    visit("words", self.words, "any words");
    visit("inner", self.inner, "more");
  }
};

}  // namespace

template <>
struct lowlight::EnumNames<Mode> {
  static constexpr std::pair<Mode, std::string_view> values[] = {{Mode::fast, "fast"},
                                                                 {Mode::exact, "exact"}};
};

TEST_CASE("fields_of lists every field with its nested names, value and sentence") {
  const auto fields = fields_of(Outer{});
  REQUIRE(fields.size() == 7);
  CHECK(fields[0].name == "count");
  CHECK(std::get<int64_t>(fields[0].value) == 3);
  CHECK(std::get<std::string>(fields[3].value) == "fast");
  CHECK(fields[6].name == "inner.rate");
  CHECK(fields[6].doc == "a rate");
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
  CHECK(assign_fields(options, {{"count", 2.5}}) ==
        std::vector<std::string>{"count must be an integer"});
  CHECK(options.count == 3);
}

TEST_CASE("All problems are listed at once, unknown keys with the nearest known one") {
  Outer options;
  const auto problems = assign_fields(options,
                                      {{"cuont", int64_t{1}},
                                       {"mode", std::string("slow")},
                                       {"on", int64_t{1}},
                                       {"pair", std::vector<double>{1}}});
  REQUIRE(problems.size() == 4);
  CHECK(problems[0] == "on must be true or false");
  CHECK(problems[1] == "mode must be one of: fast, exact");
  CHECK(problems[2] == "pair must have 2 entries, has 1");
  CHECK(problems[3] == "cuont is not a known key (did you mean 'count'?)");
}

TEST_CASE("An empty list of any kind fits every list and nothing else") {
  Outer options;
  options.words = {"a"};
  CHECK(assign_fields(options, {{"words", std::vector<int64_t>{}}}).empty());
  CHECK(options.words.empty());
  CHECK(assign_fields(options, {{"pair", std::vector<int64_t>{}}}) ==
        std::vector<std::string>{"pair must have 2 entries, has 0"});
  CHECK(assign_fields(options, {{"count", std::vector<int64_t>{}}}) ==
        std::vector<std::string>{"count must be an integer"});
}
