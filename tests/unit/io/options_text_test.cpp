#include "lowlight/io/options_text.h"

#include <cmath>
#include <limits>

#include "sample_options.h"
#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::io;
using lowlight::test::hard_options;
using lowlight::test::SampleOptions;

namespace {

std::vector<std::string> problems_of_text(const std::string& text) {
  try {
    options_from_text<SampleOptions>(text, "it");
    return {};
  } catch (const ConfigError& error) {
    CHECK(error.where() == "it");
    return error.problems();
  }
}

}  // namespace

TEST_CASE("Options as JSON are one flat object in the order of the fields") {
  CHECK(options_to_text(SampleOptions{}) ==
        R"({"count":3,"on":true,"name":"x","mode":"fast","inner.rate":0.5,"inner.steps":[],)"
        R"("pair":[1.0,2.0],"sizes":[1,2],"words":[]})");
}

TEST_CASE("Options read back from JSON to the same bits") {
  for (const auto& options : {SampleOptions{}, hard_options()}) {
    const auto read = options_from_text<SampleOptions>(options_to_text(options), "it");
    CHECK(read == options);
    CHECK(options_to_text(read) == options_to_text(options));
  }
  auto zero = SampleOptions{};
  zero.inner.rate = -0.0;
  CHECK(std::signbit(options_from_text<SampleOptions>(options_to_text(zero), "it").inner.rate));
}

TEST_CASE("What JSON does not name keeps its default") {
  CHECK(options_from_text<SampleOptions>("{}", "it") == SampleOptions{});
  CHECK(options_from_text<SampleOptions>(R"({"inner.rate":2})", "it").inner.rate == 2.0);
  CHECK(options_from_text<SampleOptions>(R"({"inner.steps":[1,2.5]})", "it").inner.steps ==
        std::vector<double>{1, 2.5});
}

TEST_CASE("Every wrong key of the JSON is listed") {
  CHECK(problems_of_text(R"({"a":null,"b":{"c":1},"d":[1,"x"],"e":[[1]],"f":9223372036854775808})")
            .size() == 5);
  const auto problems = problems_of_text(R"({"cuont":1,"on":1})");
  CHECK(problems.size() == 2);
  CHECK(test::has_problem(problems, "on"));
  CHECK(test::has_problem(problems, "cuont"));
  CHECK(problems_of_text(R"({"count":1,"count":2})") ==
        std::vector<std::string>{"count occurs twice"});
}

TEST_CASE("Text that is no JSON object is refused") {
  CHECK(problems_of_text("[1]") == std::vector<std::string>{"it must be a JSON object"});
  for (const std::string text : {"", "{", "{\"count\":}", "{} {}", "{\"name\":\"\xff\"}"}) {
    INFO(text);
    REQUIRE(problems_of_text(text).size() == 1);
    CHECK_THAT(problems_of_text(text).front(), ContainsSubstring("not valid JSON"));
  }
  CHECK_THAT(problems_of_text(std::string(1'000'000, '[')).front(), ContainsSubstring("nested"));
  for (const std::string text : {"1e999", "{\"rate\":1e999}", "{\"rate\":[-1e999]}"}) {
    CHECK_THAT(problems_of_text(text).front(), ContainsSubstring("too large"));
  }
}

TEST_CASE("What JSON cannot hold is not written") {
  SampleOptions options;
  options.inner.rate = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(options_to_text(options), "inner.rate: must be finite to be stored as JSON");
  options.inner.rate = 1;
  options.inner.steps = {1, std::numeric_limits<double>::quiet_NaN()};
  CHECK_THROWS_AS(options_to_text(options), ConfigError);
  options.inner.steps = {};
  options.name = "\xff";
  options.words = {"a", "\xe9"};
  CHECK_THROWS_WITH(options_to_text(options),
                    "options: 2 problems\n  name must be UTF-8 to be stored as JSON\n"
                    "  words must be UTF-8 to be stored as JSON");
}
