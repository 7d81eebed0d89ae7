// Where the processor time of one photo goes.
//
//   bench_photo PHOTO [TURNS]
//
// Prints milliseconds of one thread for each step that `enhance` takes with a photo, the least of
// TURNS (9) turns.
#include <ATen/Parallel.h>
#include <torch/utils.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <iostream>
#include <string>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/allocator.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/darkness.h"
#include "lowlight/imaging/exposure_map.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/inference/photo_enhancer.h"

using namespace lowlight;

namespace {

double processor_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return 1e3 * double(time.tv_sec) + 1e-6 * double(time.tv_nsec);
}

void print_least(const char* name, int turns, const std::function<void()>& step) {
  double least = 1e12;
  for (int turn = 0; turn < turns; ++turn) {
    const double start = processor_milliseconds();
    step();
    least = std::min(least, processor_milliseconds() - start);
  }
  std::printf("%-28s %7.1f\n", name, least);
}

at::Tensor blotch_copy(const imaging::Image& image) {
  return imaging::shrink(image, imaging::blotch_side(imaging::shape_of(image)));
}

/// What the transform has of its parts.
imaging::PhotoTransform transform_of(const imaging::Image& image, bool calmed, bool local) {
  const auto small = imaging::shrink(image, 256).unsqueeze(0);
  const auto step = imaging::meter(small);
  const auto codes = torch::linspace(0, 1, imaging::full_scale(image.depth()) + 1).unsqueeze(0);
  const auto tone = imaging::brighten(codes, step).clamp_max(1).contiguous();
  imaging::PhotoTransform transform;
  transform.tone = {tone.data_ptr<float>(), tone.data_ptr<float>() + tone.numel()};
  if (local) transform.exposure = imaging::exposure_map(small, step, {});
  if (calmed) {
    const auto noise = imaging::noise_of(image);
    transform.tone = imaging::tone_over_noise(transform.tone, noise);
    transform.calming = imaging::calming_for(noise, transform.tone);
    transform.blotches =
        imaging::blotches_of(blotch_copy(image), transform.tone, transform.calming);
  }
  return transform;
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc < 2) {
    std::cerr << "usage: bench_photo PHOTO [TURNS]\n";
    return 2;
  }
  tune_allocator();
  at::set_num_threads(1);
  const torch::NoGradGuard no_gradients;
  const int turns = argc > 2 ? std::atoi(argv[2]) : 9;
  const auto photo = codecs::read_photo(argv[1]);
  const auto& image = photo.image;
  const auto small = imaging::shrink(image, 256).unsqueeze(0);
  const auto found = imaging::judge_darkness(small);
  const auto step = imaging::meter(small);
  print_least("decoding", turns, [&] { codecs::read_photo(argv[1]); });
  print_least("small copy", turns, [&] { blotch_copy(image); });
  print_least("dark or of something dark", turns, [&] { imaging::judge_darkness(small); });
  print_least("metering", turns, [&] { imaging::meter(small); });
  print_least("local exposure", turns, [&] { imaging::exposure_map(small, step, {}); });
  print_least("measuring noise", turns, [&] { imaging::noise_of(image); });
  const auto calmed = transform_of(image, true, false);
  const auto copy = blotch_copy(image);
  print_least("blotches", turns, [&] { imaging::blotches_of(copy, calmed.tone, calmed.calming); });
  const auto carry_out = [&](const char* name, const imaging::PhotoTransform& transform) {
    auto result = image.clone();
    print_least(name, turns, [&] {
      imaging::transform_rows(image, transform, 1 << 20, imaging::replace_rows_of(result));
    });
  };
  carry_out("the curve", transform_of(image, false, false));
  carry_out("with local exposure", transform_of(image, false, true));
  carry_out("the curve, calming", transform_of(image, true, false));
  carry_out("all", transform_of(image, true, true));
  const auto enhancer = inference::make_photo_enhancer({.threads = 1});
  print_least("enhancer, all steps", turns, [&] { batch::processed(*enhancer, image.clone()); });
}
