#include "lowlight/batch/existing_output.h"

#include <chrono>
#include <fstream>

#include "support/catch.h"
#include "support/photo_files.h"
#include "support/temporary_folder.h"

using namespace lowlight::batch;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

TEST_CASE("An output is left where it is complete and not older than its photo") {
  const TemporaryFolder root;
  const auto input = root / "in.png", output = root / "out.png";
  write_synthetic_photo(input);
  CHECK(reason_to_skip(input, output, ExistingOutputs::skip_complete).empty());
  write_synthetic_photo(output);
  const auto taken = fs::last_write_time(input);
  fs::last_write_time(output, taken);
  CHECK_FALSE(reason_to_skip(input, output, ExistingOutputs::skip_complete).empty());
  fs::last_write_time(output, taken - std::chrono::seconds(1));
  CHECK(reason_to_skip(input, output, ExistingOutputs::skip_complete).empty());
  fs::last_write_time(output, taken + std::chrono::seconds(1));
  CHECK_FALSE(reason_to_skip(input, output, ExistingOutputs::skip_complete).empty());
  fs::resize_file(output, fs::file_size(output) - 3);
  fs::last_write_time(output, taken + std::chrono::seconds(1));
  CHECK(reason_to_skip(input, output, ExistingOutputs::skip_complete).empty());
}

TEST_CASE("Whether other files than photos are complete is for others to know") {
  const TemporaryFolder root;
  const auto input = root / "in.png", output = root / "out.cube";
  write_synthetic_photo(input);
  std::ofstream(output) << "a table";
  const auto reason = [&](bool complete) {
    return reason_to_skip(
        input, output, ExistingOutputs::skip_complete, [&](const fs::path&) { return complete; });
  };
  CHECK_FALSE(reason(true).empty());
  CHECK(reason(false).empty());
}

TEST_CASE("Outputs are all replaced or all kept on demand") {
  const TemporaryFolder root;
  const auto input = root / "in.png", output = root / "out.png";
  write_synthetic_photo(input);
  write_synthetic_photo(output);
  CHECK(reason_to_skip(input, output, ExistingOutputs::replace).empty());
  std::ofstream(output) << "not a photo";
  CHECK_FALSE(reason_to_skip(input, output, ExistingOutputs::keep).empty());
  CHECK(reason_to_skip(input, root / "none.png", ExistingOutputs::keep).empty());
  fs::create_symlink(root / "nowhere", root / "link.png");
  CHECK_FALSE(reason_to_skip(input, root / "link.png", ExistingOutputs::keep).empty());
  CHECK(reason_to_skip("-", "-", ExistingOutputs::keep).empty());
}
