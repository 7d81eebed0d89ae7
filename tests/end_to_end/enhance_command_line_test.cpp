// What `enhance` understands and answers.
#include <cstdlib>
#include <fstream>

#include "support/catch.h"
#include "support/enhance.h"
#include "support/photo_files.h"

using namespace lowlight;
using lowlight::test::enhance;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

namespace {

/// What an answer prints on stdout.
std::string answer(std::vector<std::string> arguments) {
  Program program(enhance(std::move(arguments)));
  CHECK(program.exit_code() == 0);
  CHECK(program.err().empty());
  return program.out();
}

std::string complaint(std::vector<std::string> arguments) {
  Program program(enhance(std::move(arguments)));
  CHECK(program.exit_code() == 2);
  CHECK(program.out().empty());
  return program.err();
}

/// What bash offers after the words of a command line, a line each.
std::string completed_by_bash(const std::string& words) {
  const TemporaryFolder root;
  std::ofstream(root / "script") << answer({"--completion", "bash"});
  Program bash({"/bin/bash",
                "-c",
                "source " + (root / "script").string() + "; COMP_WORDS=(enhance " + words +
                    "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _enhance; "
                    "printf '%s\\n' \"${COMPREPLY[@]}\""});
  CHECK(bash.exit_code() == 0);
  CHECK(bash.err().empty());
  return bash.out();
}

}  // namespace

TEST_CASE("Wrong usage is code 2 with every problem and nothing is started") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  const auto input = (root / "in").string(), output = (root / "out").string();

  const auto misspelt = complaint({input, "-o", output, "--strenght", "1", "--overwrit"});
  CHECK_THAT(misspelt, ContainsSubstring("did you mean '--strength'"));
  CHECK_THAT(misspelt, ContainsSubstring("did you mean '--overwrite'"));

  CHECK_THAT(complaint({input, input + "1", input + "2", "-o", output}),
             ContainsSubstring("2 problems"));
  const auto ranges = complaint({input, "-o", output, "--strength", "1.5", "--quality", "0"});
  CHECK_THAT(ranges, ContainsSubstring("strength") && ContainsSubstring("1.5"));
  CHECK_THAT(ranges, ContainsSubstring("quality"));
  const auto values = complaint({input,
                                 "-o",
                                 output,
                                 "--format=bmp",
                                 "--jobs=1:2",
                                 "--max-memory=much",
                                 "--compare=top",
                                 "--subsampling=411"});
  for (const auto* value : {"format", "jobs", "max-memory", "compare", "subsampling"})
    CHECK_THAT(values, ContainsSubstring(std::string("enhance: ") + value + " "));
  const auto numbers = complaint({input, "-o", output, "--strength", "much", "--quality", "9x"});
  CHECK_THAT(numbers, ContainsSubstring("strength must be a number, got much"));
  CHECK_THAT(numbers, ContainsSubstring("quality must be an integer, got 9x"));
  complaint({input});
  complaint({"-o", output});
  complaint({input, "-o", input});
  complaint({input, "-o", output, "--strength", "nan"});
  complaint({input, "-o", output, "--threads"});
  complaint({input, "-o", output, "--quiet", "--verbose"});
  complaint({input, "-o", output, "--style-mask", input + "/a.png"});
  complaint({input, "-o", output, "--look", output});
  complaint({input, "-o", output, "--look", "a.cube", "--style", "b.cube"});
  complaint({input, "-o", output, "--look", "a.cube", "--look-strength", "1.1"});
  complaint({input, "-o", output, "--save-look", "a.cube"});
  for (const auto* name : {"look-strength", "model"}) {
    CHECK_THAT(complaint({input, "-o", output, std::string("--") + name, "0.5"}),
               ContainsSubstring(std::string(name) + " needs a look"));
  }
  complaint({input, "-o", output, "--completion", "tcsh"});
  CHECK_FALSE(fs::exists(output));
}

TEST_CASE("Help is short and help-all has every option and the exit codes") {
  const auto help = answer({"--help"}), all = answer({"--help-all"});
  CHECK(help == answer({"-h"}));
  CHECK_THAT(help, ContainsSubstring("--strength"));
  CHECK_THAT(help, !ContainsSubstring("--save-look"));
  for (const auto* name : {"--strength NUMBER",
                           "--save-look",
                           "--format keep|jpg|png|tiff|webp",
                           "from 1 to 100, default 92",
                           "130, 143",
                           "Examples"}) {
    CHECK_THAT(all, ContainsSubstring(name));
  }
  for (size_t begin = 0; begin < all.size();) {  // fits a terminal
    const auto end = all.find('\n', begin);
    CHECK(end - begin <= 100);
    begin = end + 1;
  }
}

TEST_CASE("The version names what the program is made of") {
  const auto version = answer({"--version"});
  for (const auto* name : {"lowlight ", "LibTorch ", " CUDA", "libjpeg-turbo "}) {
    CHECK_THAT(version, ContainsSubstring(name));
  }
}

TEST_CASE("The doctor finds the weights or tells how to mend it") {
  const auto healthy = answer({"--doctor"});
  for (const auto* text : {"LibTorch", "cpu", "memory", "weights", "look.safetensors"}) {
    CHECK_THAT(healthy, ContainsSubstring(text));
  }
  ::setenv("LOWLIGHT_MODEL", "none.safetensors", 1);
  const auto without = answer({"--doctor"});
  ::unsetenv("LOWLIGHT_MODEL");
  CHECK_THAT(without, ContainsSubstring("enhanced without them") && ContainsSubstring("--model"));
  CHECK_THAT(without, !ContainsSubstring("MISSING"));
  Program ill(enhance({"--doctor", "--look", "a.png", "--model", "none.safetensors"}));
  CHECK(ill.exit_code() == 4);
  CHECK_THAT(ill.out(), ContainsSubstring("MISSING") && ContainsSubstring("--model"));
}

TEST_CASE("The devices that may be named are listed") {
  CHECK(answer({"--list-devices"}).starts_with("cpu "));
}

TEST_CASE("A configuration file sets options and the command line comes after it") {
  const TemporaryFolder root;
  std::ofstream(root / "c.toml") << "strength = 0.25\nquality = 70\noverwrite = true\n"
                                    "inputs = ['photos']\n";
  const auto path = (root / "c.toml").string();
  const auto printed =
      answer({"--config", path, "--quality", "80", "--no-overwrite", "--print-config"});
  for (const auto* line :
       {"strength = 0.25", "quality = 80", "overwrite = false", "inputs = [\"photos\"]"}) {
    CHECK_THAT(printed, ContainsSubstring(line));
  }
  std::ofstream(root / "again.toml") << printed;
  CHECK(answer({"--config", (root / "again.toml").string(), "--print-config"}) == printed);
}

TEST_CASE("Options that are no plain numbers are printed as they are typed") {
  const auto defaults = answer({"--print-config"});
  for (const auto* line : {"jobs = \"auto\"",
                           "max-memory = \"\"",
                           "format = \"keep\"",
                           "subsampling = \"keep\"",
                           "compare = \"\""}) {
    CHECK_THAT(defaults, ContainsSubstring(line));
  }
  const auto printed = answer({"-j",
                               "2:3:1",
                               "--max-memory=1.5G",
                               "--format=jpeg",
                               "--subsampling=420",
                               "--compare=side",
                               "--print-config"});
  for (const auto* line : {"jobs = \"2:3:1\"",
                           "max-memory = \"1536M\"",
                           "format = \"jpg\"",
                           "subsampling = \"420\"",
                           "compare = \"side\""}) {
    CHECK_THAT(printed, ContainsSubstring(line));
  }
}

TEST_CASE("Options that a configuration file cannot hold are not printed as one") {
  const auto text = complaint({"--look", "\xe9t\xe9.jpg", "--print-config"});
  CHECK_THAT(text, ContainsSubstring("look must be UTF-8 to be stored as TOML"));
}

TEST_CASE("A wrong configuration is refused with line and nearest key") {
  const TemporaryFolder root;
  std::ofstream(root / "c.toml") << "# mine\nstrenght = 1\nquality = 'good'\n";
  const auto text = complaint({"--config", (root / "c.toml").string()});
  CHECK_THAT(text, ContainsSubstring("line 2") && ContainsSubstring("did you mean 'strength'"));
  CHECK_THAT(text, ContainsSubstring("line 3") && ContainsSubstring("must be an integer"));
  CHECK_THAT(complaint({"--config", (root / "none.toml").string()}),
             ContainsSubstring("No such file"));
}

TEST_CASE("Bash completes options and choices and file names with spaces") {
  CHECK(completed_by_bash("--stre") == "--strength\n");
  CHECK(completed_by_bash("--format p") == "png\n");
  CHECK(completed_by_bash("--quality 9") == "\n");
  const TemporaryFolder root;
  std::ofstream(root / "my photo.jpg");
  CHECK(completed_by_bash("-o '" + (root / "my").string() + "'") ==
        (root / "my photo.jpg\n").string());
}

TEST_CASE("Each shell and the manual know every option") {
  for (const auto* shell : {"bash", "zsh", "fish"}) {
    INFO(shell);
    const auto script = answer({"--completion", shell});
    CHECK_THAT(script, ContainsSubstring("save-look") && ContainsSubstring("keep"));
  }
  const auto manual = answer({"--manual"});
  CHECK_THAT(manual, ContainsSubstring(".TH ENHANCE 1"));
  CHECK_THAT(manual, ContainsSubstring("\\-\\-save\\-look") && ContainsSubstring("EXIT STATUS"));
}
