#include "lowlight/io/config.h"

#include <cmath>
#include <fstream>
#include <limits>

#include "sample_options.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::io;
using lowlight::test::hard_options;
using lowlight::test::has_problem;
using lowlight::test::InnerOptions;
using lowlight::test::Mode;
using lowlight::test::SampleOptions;
using Texts = std::vector<std::string>;

namespace {

SampleOptions options_in(const std::string& text, const Texts& overrides = {}) {
  return options_from_config<SampleOptions>(parse_config(text, "it.toml", overrides));
}

Texts problems_in(const std::string& text, const Texts& overrides = {}) {
  try {
    options_in(text, overrides);
    return {};
  } catch (const ConfigError& error) {
    CHECK(error.where() == "it.toml");
    return error.problems();
  }
}

}  // namespace

TEST_CASE("A settings file fills the options it names") {
  const auto options = options_in(
      "# a run\n"
      "count = 1_000\n"
      "mode = 'exact'\n"
      "sizes = [4,\n  5]\n"
      "[inner]\n"
      "rate = 2\n"
      "steps = [1, 2.5]\n");
  CHECK(options.count == 1000);
  CHECK(options.mode == Mode::exact);
  CHECK(options.sizes == std::vector<int64_t>{4, 5});
  CHECK(options.inner == InnerOptions{2.0, {1, 2.5}});
  CHECK(options.name == "x");
  CHECK(options_in("") == SampleOptions{});
  CHECK(options_in("inner.rate = 7").inner.rate == 7);
  CHECK(options_in("inner = {rate = 8}").inner.rate == 8);
}

TEST_CASE("Every problem is listed with its line and the nearest known name") {
  CHECK(problems_in("cuont = 1\n"
                    "on = 1\n"
                    "name = 1979-05-27\n"
                    "words = [1, 'a']\n"
                    "[inner]\n"
                    "rat = 1\n"
                    "\"several words\" = 1\n"
                    "[[rows]]\n"
                    "x = 1\n",
                    {"mode=slow", "count", "=3", "inner.rate=x"}) ==
        Texts{"line 3: name must be true or false, a number, a text, or a list of one kind",
              "line 8: rows must be true or false, a number, a text, or a list of one kind",
              "line 4: words must be true or false, a number, a text, or a list of one kind",
              "--set count: must be key=value",
              "--set =3: must be key=value",
              "line 2: on must be true or false, got 1",
              "--set mode=slow: mode must be one of: fast, exact, got slow",
              "--set inner.rate=x: inner.rate must be a number, got x",
              "line 1: cuont is not a known key (did you mean 'count'?)",
              "line 6: inner.rat is not a known key (did you mean 'inner.rate'?)",
              "line 7: inner.several words is not a known key"});
}

TEST_CASE("Rules are checked where all types are right") {
  CHECK(has_problem(problems_in("\ncount = -1"), "line 2: count"));
  const auto mistyped = problems_in("count = -1\non = 2");
  CHECK(has_problem(mistyped, "line 2: on"));
  CHECK_FALSE(has_problem(mistyped, "line 1: count"));
}

TEST_CASE("Overrides come after the file and the last one wins") {
  CHECK(options_in("count = 1", {"count=2"}).count == 2);
  CHECK(options_in("", {"count=2", "count=3"}).count == 3);
  CHECK(options_in("", {"on=false"}).on == false);
  CHECK(options_in("", {"mode=exact"}).mode == Mode::exact);
  CHECK(options_in("", {"inner.rate=1e-3"}).inner.rate == 1e-3);
  CHECK(options_in("", {"sizes=[7, 8]"}).sizes == std::vector<int64_t>{7, 8});
  CHECK(options_in("", {"words=[]"}).words.empty());
}

TEST_CASE("The text of an override needs no quotes") {
  for (const std::string text : {"a b",
                                 "/photos/dark #1",
                                 "a=b",
                                 "",
                                 "x]",
                                 "1979-05-27",
                                 "{a=1}",
                                 "1\ncount=5",
                                 "1\n[inner]",
                                 "'''open"}) {
    INFO(text);
    const auto options = options_in("", {"name=" + text});
    CHECK(options.name == text);
    CHECK(options.count == 3);
  }
  CHECK(options_in("", {"name=\"12\""}).name == "12");
  CHECK(problems_in("", {"name=12"}) == Texts{"--set name=12: name must be a text, got 12"});
}

TEST_CASE("Text that is not UTF-8 is refused as an override and not written as TOML") {
  for (const std::string text : {"\xff", "(\001a\321e=(\001", "/photos/\xe9t\xe9"}) {
    CHECK(problems_in("", {"name=" + text, "cuont=1"}) ==
          Texts{"--set name=" + text + ": must be UTF-8",
                "--set cuont=1: cuont is not a known key (did you mean 'count'?)"});
    SampleOptions options;
    options.name = text;
    options.words = {"a", text};
    CHECK_THROWS_WITH(write_config(options),
                      "options: 2 problems\n  name must be UTF-8 to be stored as TOML\n"
                      "  words must be UTF-8 to be stored as TOML");
  }
}

TEST_CASE("Text that is no TOML is refused with its place") {
  REQUIRE(problems_in("a = 1\nb = \n").size() == 1);
  CHECK_THAT(problems_in("a = 1\nb = \n").front(), ContainsSubstring("line 2"));
  CHECK_THAT(problems_in("a = 1\na = 2\n").front(), ContainsSubstring("line 2"));
  CHECK_THAT(problems_in("a = \"\xff\"").front(), ContainsSubstring("line 1"));
  CHECK_THAT(problems_in("a = " + std::string(100'000, '[')).front(), ContainsSubstring("line 1"));
}

TEST_CASE("Letters outside ASCII are texts in overrides and errors where a file has no quotes") {
  for (const std::string letter :
       {"\xc2\xa7", "\xc3\xa4", "\xce\xa6", "\xe2\x82\xac", "\xf0\x9f\x98\x80"}) {
    CHECK(options_in("", {"name=" + letter}).name == letter);
    CHECK(problems_in("name = " + letter).size() == 1);
    CHECK(problems_in("sizes = [1, " + letter).size() == 1);
  }
}

TEST_CASE("Written settings read back equal") {
  for (const auto& options : {SampleOptions{}, hard_options()}) {
    INFO(write_config(options));
    CHECK(options_in(write_config(options)) == options);
  }
  auto infinite = SampleOptions{};
  infinite.inner.steps = {std::numeric_limits<double>::infinity(),
                          -std::numeric_limits<double>::infinity()};
  CHECK(options_in(write_config(infinite)) == infinite);
  infinite.inner.rate = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(options_in(write_config(infinite)).inner.rate));
}

TEST_CASE("Written settings explain each field, with its rule") {
  CHECK_THAT(write_config(SampleOptions{}),
             ContainsSubstring("# how many (" + at_least(0).text() + ")\ncount = 3\n") &&
                 ContainsSubstring("# which (one of: fast, exact)\nmode = "));
  CHECK(write_config(InnerOptions{0.25, {1, 2.5}}) ==
        "# a rate\nrate = 0.25\n\n# its steps\nsteps = [1.0, 2.5]\n\n");
}

TEST_CASE("A settings file that cannot be read gives its path") {
  const lowlight::test::TemporaryFolder folder;
  CHECK_THROWS_WITH(read_config(folder / "none.toml"),
                    (folder / "none.toml").string() + ": No such file or directory");
  std::ofstream(folder / "run.toml") << "count = 5\n";
  const auto config = read_config(folder / "run.toml", {"on=false"});
  CHECK(config.name == (folder / "run.toml").string());
  CHECK(options_from_config<SampleOptions>(config).count == 5);
}
