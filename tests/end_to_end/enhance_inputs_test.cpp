// What `enhance` takes as photos and where it puts the results.
#include <fstream>
#include <sstream>

#include "support/catch.h"
#include "support/enhance.h"
#include "support/photo_files.h"

using namespace lowlight;
using lowlight::test::enhance;
using lowlight::test::files_in;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
using Names = std::set<std::string>;
namespace fs = std::filesystem;

namespace {

/// enhance with its standard streams redirected by a shell.
Program in_shell(const std::string& line) {
  return Program({"/bin/sh", "-c", "enhance() { " LOWLIGHT_ENHANCE " \"$@\"; }; " + line});
}

}  // namespace

TEST_CASE("A list names photos and below a base their places are kept") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/one/a b.png");
  write_synthetic_photo(root / "in/two/a b.png");
  write_synthetic_photo(root / "in/line\nbreak.png");
  const auto base = (root / "in").string();
  Program listed(in_shell("find " + base + " -type f -print0 | enhance --files-from - --base " +
                          base + " -o " + (root / "out").string()));
  CHECK(listed.exit_code() == 0);
  CHECK(files_in(root / "out") == Names{"one/a b.png", "two/a b.png", "line\nbreak.png"});

  std::ofstream(root / "list") << base << "/one/a b.png\n" << base << "/gone.png\n";
  Program gone(
      enhance({"--files-from", (root / "list").string(), "-o", (root / "other").string(), "-q"}));
  CHECK(gone.exit_code() == 1);
  CHECK_THAT(gone.err(), ContainsSubstring("gone.png: read: No such file"));
  CHECK(files_in(root / "other") == Names{"a b.png"});
  CHECK(Program(enhance({"--files-from", base + "/none", "-o", base + "/x"})).exit_code() == 2);
}

TEST_CASE("One photo goes through standard input and output") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "a.png", 33, 21);
  const auto folder = root.path().string();
  Program program(in_shell("cat " + folder + "/a.png | enhance - -o - > " + folder + "/b.png"));
  CHECK(program.exit_code() == 0);
  CHECK(Program(enhance({folder + "/a.png", "-o", folder + "/c.png"})).exit_code() == 0);
  CHECK(read_file(root / "b.png") == read_file(root / "c.png"));
  Program broken(in_shell("echo nonsense | enhance - -o - > " + folder + "/d.png"));
  CHECK(broken.exit_code() == 1);
  CHECK(fs::file_size(root / "d.png") == 0);
  CHECK_THAT(broken.err(), ContainsSubstring("-: read: "));
}

TEST_CASE("Patterns that arrive quoted are expanded") {
  const TemporaryFolder root;
  for (const auto* name : {"in/a1.png", "in/a2.png", "in/b1.png"})
    write_synthetic_photo(root / name);
  Program program(enhance({(root / "in/a*.png").string(), "-o", (root / "out").string()}));
  CHECK(program.exit_code() == 0);
  CHECK(files_in(root / "out") == Names{"a1.png", "a2.png"});
}

TEST_CASE("Names follow the pattern") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  const auto input = (root / "in").string(), output = (root / "out").string();
  CHECK(
      Program(enhance({input, "-o", output, "--suffix", "_lit", "--format", "jpg"})).exit_code() ==
      0);
  CHECK(Program(enhance({input, "-o", output, "--name", "x-{name}.{ext}"})).exit_code() == 0);
  CHECK(files_in(root / "out") == Names{"a_lit.jpg", "x-a.png.png"});
  Program wrong(enhance({input, "-o", output, "--name", "{sten}.{ext}"}));
  CHECK(wrong.exit_code() == 2);
  CHECK_THAT(wrong.err(), ContainsSubstring("did you mean 'stem'"));
}

TEST_CASE("A dry run prints the plan and does nothing") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  write_synthetic_photo(root / "in/b.png");
  write_synthetic_photo(root / "out/b.png");
  const auto before = test::contents(root.path());
  Program program(enhance({(root / "in").string(), "-o", (root / "out").string(), "-n"}));
  CHECK(program.exit_code() == 0);
  CHECK(program.out() == (root / "in/a.png").string() + " -> " + (root / "out/a.png").string() +
                             "\n" + (root / "in/b.png").string() +
                             ": the output is there already\n");
  CHECK(test::contents(root.path()) == before);
}

TEST_CASE("Existing files are left as the options say") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  fs::create_directory(root / "out");
  std::ofstream(root / "out/a.png") << "cut off";
  const auto input = (root / "in").string(), output = (root / "out").string();
  CHECK(Program(enhance({input, "-o", output, "--no-clobber"})).exit_code() == 0);
  CHECK(fs::file_size(root / "out/a.png") == 7);
  CHECK(Program(enhance({input, "-o", output})).exit_code() == 0);
  CHECK(codecs::read_photo(root / "out/a.png").image.width() == 24);
  CHECK(Program(enhance({input, "-o", output, "--no-clobber", "--overwrite"})).exit_code() == 2);
}

TEST_CASE("Subsampling and quality reach the encoder") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 64, 64);
  const auto size_with = [&](std::vector<std::string> options) {
    const auto output = root / "x.jpg";
    fs::remove(output);
    options.insert(options.end(), {(root / "in/a.png").string(), "-o", output.string()});
    REQUIRE(Program(enhance(options)).exit_code() == 0);
    return std::pair(fs::file_size(output), codecs::read_photo(output).chroma_sampling);
  };
  const auto full = size_with({"--subsampling", "444"}),
             quarter = size_with({"--subsampling", "420"});
  CHECK(full.second == codecs::ChromaSampling::full_444);
  CHECK(quarter.second == codecs::ChromaSampling::quarter_420);
  CHECK(size_with({"--quality", "30"}).first < size_with({"--quality", "95"}).first);
}

TEST_CASE("Metadata is kept unless it is to be stripped") {
  const TemporaryFolder root;
  codecs::Photo photo;
  photo.image = lowlight::test::synthetic_image(20, 20);
  // Little-endian TIFF structure with one entry: Make = "abc".
  photo.metadata.exif = {'I', 'I', 42, 0, 8, 0,   0,   0,   1, 0, 0x0F, 1, 2,
                         0,   4,   0,  0, 0, 'a', 'b', 'c', 0, 0, 0,    0, 0};
  fs::create_directory(root / "in");
  codecs::WriteOptions options;
  options.format = codecs::ImageFormat::jpeg;
  codecs::write_photo(root / "in/a.jpg", photo, options);
  const auto exif_with = [&](const char* policy) {
    const auto output = root / policy;
    CHECK(Program(enhance({(root / "in").string(), "-o", output.string(), "--metadata", policy}))
              .exit_code() == 0);
    return codecs::read_photo(output / "a.jpg").metadata.exif;
  };
  const auto kept = exif_with("keep");
  const std::string text(kept.begin(), kept.end());
  CHECK(text.find("abc") != std::string::npos);
  CHECK(text.find("lowlight") != std::string::npos);
  CHECK(exif_with("strip").empty());
}

TEST_CASE("Shards share the photos and an empty one is no failure") {
  const TemporaryFolder root;
  for (int i = 0; i < 6; ++i) write_synthetic_photo(root / ("in/" + std::to_string(i) + ".png"));
  for (int i = 1; i <= 3; ++i) {
    CHECK(Program(enhance({(root / "in").string(),
                           "-o",
                           (root / "out").string(),
                           "--shard",
                           std::to_string(i) + "/3"}))
              .exit_code() == 0);
  }
  CHECK(files_in(root / "out").size() == 6);
  Program slurm(in_shell("SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_COUNT=1000 enhance --shard auto " +
                         (root / "in").string() + " -o " + (root / "x").string()));
  CHECK(slurm.exit_code() == 0);
  CHECK_THAT(slurm.err(), ContainsSubstring("no photo of this shard"));
  CHECK(Program(enhance({(root / "in").string(), "-o", (root / "y").string(), "--shard", "4/3"}))
            .exit_code() == 2);
}
