#include "lowlight/batch/photo_processor.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::batch;
using namespace lowlight::imaging;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;

namespace {

/// Turns every code round, two rows at a time, or leaves the picture alone.
struct Inverter : PhotoProcessor {
  bool idle = false;

  void process(const PictureRows& picture,
               int64_t,
               const UseBand& use,
               Remarks* remarks) const override {
    if (remarks) remarks->warnings.push_back("seen");
    if (idle) return;
    read_in_bands(picture, 2, [&](Image band) {
      for (auto& code : band.bytes()) code = uint8_t(255 - code);
      use(std::move(band));
    });
  }
  void look_at_result(const PictureRows& result, Remarks& remarks) const override {
    remarks.warnings.push_back("result begins with " +
                               std::to_string(result.read(0, 1).bytes().front()));
  }
  std::string description() const override { return "inverter"; }
};

}  // namespace

TEST_CASE("A picture in memory is processed in its own memory") {
  auto image = synthetic_image(9, 7);
  const Image before = image.clone();
  const auto* samples = image.bytes().data();
  Remarks remarks;
  const Image after = processed(Inverter(), std::move(image), &remarks);
  CHECK(after.bytes().data() == samples);
  for (size_t i = 0; i < before.bytes().size(); ++i)
    REQUIRE(after.bytes()[i] == 255 - before.bytes()[i]);
  CHECK(remarks.warnings ==
        std::vector<std::string>{"seen",
                                 "result begins with " + std::to_string(after.bytes().front())});
}

TEST_CASE("A processor that hands out nothing leaves the picture as it is") {
  Inverter inverter;
  inverter.idle = true;
  CHECK(largest_difference(processed(inverter, synthetic_image(9, 7)), synthetic_image(9, 7)) == 0);
}
