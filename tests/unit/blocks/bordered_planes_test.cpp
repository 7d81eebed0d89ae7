#include "blocks/bordered_planes.h"

#include <torch/types.h>

#include "lowlight/core/names.h"
#include "support/catch.h"
#include "support/tensor_compare.h"

namespace lowlight::blocks {
namespace {

struct Case {
  int64_t height, width, stride, padding;
  PaddingMode mode;
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const auto mode :
       {PaddingMode::zeros, PaddingMode::reflect, PaddingMode::replicate, PaddingMode::circular}) {
    for (const int64_t stride : {1, 2, 3}) {
      for (const int64_t padding : {0, 1, 3}) cases.push_back({4, 7, stride, padding, mode});
    }
  }
  cases.push_back({1, 1, 1, 2, PaddingMode::zeros});
  cases.push_back({1, 1, 2, 0, PaddingMode::reflect});
  cases.push_back({1, 1, 3, 1, PaddingMode::zeros});
  cases.push_back({2, 1, 3, 1, PaddingMode::replicate});
  return cases;
}

at::Tensor plane_of(const BorderedPlanes& planes, const at::Tensor& map) {
  auto plane = torch::full({planes.size()}, -99.0, torch::kDouble);
  fill_plane(planes, map.data_ptr<double>(), plane.data_ptr<double>());
  return plane;
}

}  // namespace

TEST_CASE("Every pixel of a bordered map lies at its place, and what is beyond it is zero") {
  for (const auto& [height, width, stride, padding, mode] : all_cases()) {
    const auto map = torch::randn({height, width}, torch::kDouble);
    const BorderedPlanes planes(height, width, stride, padding, mode);
    const auto plane = plane_of(planes, map);
    const auto bordered = pad2d(map.view({1, 1, height, width}), padding, mode)[0][0];
    double worst = 0, sum = 0;
    for (int64_t i = 0; i < bordered.size(0); ++i) {
      for (int64_t j = 0; j < bordered.size(1); ++j) {
        const double pixel = bordered[i][j].item<double>(),
                     found = plane[planes.place(i, j)].item<double>();
        worst = std::max(worst, std::abs(pixel - found));
        sum += found;
      }
    }
    INFO("stride " << stride << ", padding " << padding << ", " << enum_name(mode));
    CHECK(worst == 0);
    CHECK(plane.sum().item<double>() == Approx(sum).margin(1e-12));
  }
}

TEST_CASE("add_plane is the adjoint of fill_plane, and adds") {
  for (const auto& [height, width, stride, padding, mode] : all_cases()) {
    const auto map = torch::randn({height, width}, torch::kDouble);
    const BorderedPlanes planes(height, width, stride, padding, mode);
    const auto other = torch::randn({planes.size()}, torch::kDouble);
    auto back = torch::ones({height, width}, torch::kDouble);
    add_plane(planes, other.data_ptr<double>(), back.data_ptr<double>());
    const double forward = (plane_of(planes, map) * other).sum().item<double>(),
                 backward = (map * (back - 1)).sum().item<double>();
    INFO("stride " << stride << ", padding " << padding << ", " << enum_name(mode));
    CHECK(backward == Approx(forward).margin(1e-12));
  }
}

TEST_CASE("Rows of a plane are those of the whole plane, which may be larger than it needs") {
  const auto map = torch::randn({4, 7}, torch::kDouble);
  const BorderedPlanes planes(4, 7, 1, 1, PaddingMode::reflect, 9, 12);
  const auto plane = plane_of(planes, map).view({9, 12});
  CHECK(plane.slice(0, 0, 6).slice(1, 0, 9).equal(
      pad2d(map.view({1, 1, 4, 7}), 1, PaddingMode::reflect)[0][0]));
  CHECK(plane.slice(0, 6).abs().sum().item<double>() == 0);
  CHECK(plane.slice(1, 9).abs().sum().item<double>() == 0);
  auto rows = torch::empty({5, 12}, torch::kDouble);
  fill_rows(planes, map.data_ptr<double>(), 3, 8, rows.data_ptr<double>());
  CHECK(rows.equal(plane.slice(0, 3, 8)));
}

TEST_CASE("A plane without border and stride is the map") {
  CHECK(BorderedPlanes(5, 4, 1, 0, PaddingMode::reflect).is_map());
  CHECK_FALSE(BorderedPlanes(5, 4, 1, 1, PaddingMode::reflect).is_map());
  CHECK_FALSE(BorderedPlanes(5, 4, 2, 0, PaddingMode::reflect).is_map());
}

}  // namespace lowlight::blocks
