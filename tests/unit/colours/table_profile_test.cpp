#include "lowlight/colours/table_profile.h"

#include <lcms2.h>

#include <cstdlib>

#include "lowlight/colours/colour_profile.h"
#include "support/catch.h"
#include "support/icc_profiles.h"
#include "support/synthetic_image.h"

using namespace lowlight::colours;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

/// A table between RGB codes and Lab, sampled from sRGB's own profile.
cmsPipeline* table_between(bool to_lab) {
  cmsHPROFILE srgb = cmsCreate_sRGBProfile(), lab = cmsCreateLab4Profile(nullptr);
  cmsHTRANSFORM transform =
      to_lab ? cmsCreateTransform(srgb, TYPE_RGB_16, lab, TYPE_Lab_16, 1, cmsFLAGS_NOOPTIMIZE)
             : cmsCreateTransform(lab, TYPE_Lab_16, srgb, TYPE_RGB_16, 1, cmsFLAGS_NOOPTIMIZE);
  cmsStage* table = cmsStageAllocCLut16bit(nullptr, 33, 3, 3, nullptr);
  const cmsSAMPLER16 sample = [](const cmsUInt16Number in[], cmsUInt16Number out[], void* with) {
    cmsDoTransform(with, in, out, 1);
    return 1;
  };
  cmsStageSampleCLut16bit(table, sample, transform, 0);
  cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, 3, 3);
  cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(nullptr, 3, nullptr));
  cmsPipelineInsertStage(pipeline, cmsAT_END, table);
  cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(nullptr, 3, nullptr));
  cmsDeleteTransform(transform);
  cmsCloseProfile(srgb);
  cmsCloseProfile(lab);
  return pipeline;
}

std::vector<uint8_t> profile_of_tables(bool both_ways) {
  cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
  cmsSetDeviceClass(profile, both_ways ? cmsSigOutputClass : cmsSigInputClass);
  cmsSetColorSpace(profile, cmsSigRgbData);
  cmsSetPCS(profile, cmsSigLabData);
  cmsSetProfileVersion(profile, 4.3);
  cmsPipeline* forth = table_between(true);
  cmsWriteTag(profile, cmsSigAToB0Tag, forth);
  cmsWriteTag(profile, cmsSigAToB1Tag, forth);
  cmsPipelineFree(forth);
  if (both_ways) {
    cmsPipeline* back = table_between(false);
    cmsWriteTag(profile, cmsSigBToA0Tag, back);
    cmsWriteTag(profile, cmsSigBToA1Tag, back);
    cmsPipelineFree(back);
  }
  return saved(profile);
}

}  // namespace

TEST_CASE("Colours of tables that lead both ways come back") {
  std::vector<std::string> warnings;
  const Image image = synthetic_image(31, 17);
  const auto colours = working_colours(profile_of_tables(true), shape_of(image), warnings);
  REQUIRE(colours);
  CHECK(warnings.empty());
  const Image back = colours->own(colours->working(image).read(0, image.height()));
  // Tables of 33 nodes are that coarse at black.
  CHECK(largest_difference(back, image) <= 8);
}

TEST_CASE("Colours of tables that lead one way become sRGB") {
  const Image image = synthetic_image(31, 17);
  const auto convert = one_way_to_srgb(profile_of_tables(false), shape_of(image));
  REQUIRE(convert);
  Image result(31, 17, 3, BitDepth::u8);
  (*convert)(image.bytes().data(), 31 * 17, result.bytes().data());
  CHECK(largest_difference(result, image) <= 8);
  CHECK_FALSE(one_way_to_srgb(profile_of_tables(true), shape_of(image)));
  CHECK_FALSE(one_way_to_srgb(wide_profile(srgb_curve()), shape_of(image)));
}

TEST_CASE("Other profiles are no tables") {
  CHECK_FALSE(table_colours({}, {1, 1, 3}));
  CHECK_FALSE(table_colours(wide_profile(srgb_curve()), {1, 1, 3}));
}
