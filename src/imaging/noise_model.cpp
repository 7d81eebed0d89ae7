#include "lowlight/imaging/noise_model.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "imaging/jpeg_noise.h"
#include "imaging/noise_samples.h"

namespace lowlight::imaging {
namespace {

constexpr std::array<float, 14> kEdges{1.5f, 3, 5, 8, 12, 18, 26, 36, 50, 70, 100, 140, 200, 256};
// Noise below this code is cut off at black.
constexpr float kDarkestWitness = 4;
constexpr double kTolerance = 1.12;
constexpr float kRounding = 0.3f;
// The 10 % point of the areas' energies and the flattest tenth of them lie below the mean.
constexpr float kOfFlattest = 1.12f, kOfBand = 1.1f;
// What a file tells leaves out the darkest noise of old sensors and colours that are not grey.
constexpr double kOverTold = 1.25;
constexpr std::array<float, kNoiseBands> kMostOfNext{1, 1.2f, 1.35f, 1.7f, 1.7f, 1.7f, 1e9f, 0};

double light_of(double code) {
  const double value = std::max(code, 0.5) / 255;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

/// enc′(L)·√L in codes: the noise of photons alone, but for a factor.
double photon_noise(double code) {
  const double light = light_of(code);
  const double slope = light <= 0.0031308 ? 12.92 : 1.055 / 2.4 * std::pow(light, 1 / 2.4 - 1);
  return 255 * slope * std::sqrt(light);
}

/// The noise of the areas of one range of brightness, over that of photons.
struct Bin {
  double code;
  double ratio;
};

template <class T>
T quantile_of(std::vector<T> values, double share) {
  const auto place = values.begin() + long(share * double(values.size()));
  std::ranges::nth_element(values, place);
  return *place;
}

void add_bin(const std::vector<NoiseSample>& areas, float low, float high, std::vector<Bin>& bins) {
  std::vector<double> ratios;
  double sum = 0;
  for (const auto& area : areas) {
    if (area.mean < low || area.mean >= high) continue;
    ratios.push_back(std::sqrt(double(area.energy)) / photon_noise(area.mean));
    sum += area.mean;
  }
  if (int64_t(ratios.size()) >= kFewestAreas)
    bins.push_back({sum / double(ratios.size()), quantile_of(ratios, 0.1)});
}

/// Brought down to what the other bins allow: no sensor's ratio rises with light, nor falls faster
/// than 1/√L.
std::vector<Bin> reconciled(const std::vector<Bin>& bins) {
  std::vector<Bin> result = bins;
  const bool lit = bins.back().code >= kDarkestWitness;
  for (size_t i = 0; i < bins.size(); ++i) {
    for (size_t j = 0; j < bins.size(); ++j) {
      if (lit && bins[j].code < kDarkestWitness) continue;
      const double steps = i < j ? double(j - i) : double(i - j);
      const double readout = std::sqrt(light_of(bins[j].code) / light_of(bins[i].code));
      const double most = bins[j].ratio * std::max(1.0, readout) * std::pow(kTolerance, steps);
      result[i].ratio = std::min(result[i].ratio, most);
    }
  }
  return result;
}

/// Linear between the bins, constant outside of them.
double ratio_at(const std::vector<Bin>& bins, double code) {
  if (code <= bins.front().code) return bins.front().ratio;
  for (size_t i = 1; i < bins.size(); ++i) {
    const Bin &low = bins[i - 1], &high = bins[i];
    if (code > high.code) continue;
    return low.ratio + (high.ratio - low.ratio) * (code - low.code) / (high.code - low.code);
  }
  return bins.back().ratio;
}

/// The level that the bins show, no more than the sensor can have.
struct Levels {
  std::vector<Bin> bins;
  std::optional<SensorNoise> most;

  double at(double code) const {
    double ratio = ratio_at(bins, code);
    if (most) {
      const double told = most->photons + most->readout / light_of(code);
      ratio = std::min(ratio, kOverTold / kOfFlattest * std::sqrt(told));
    }
    return ratio * photon_noise(code);
  }
};

/// The deviations by band over the level, of areas that are nearly flat.
std::array<float, kNoiseBands> bands_of(const std::vector<NoiseSample>& flat,
                                        const std::vector<float>& levels,
                                        BandEnergies NoiseSample::*plane) {
  std::array<float, kNoiseBands> bands{};
  for (size_t band = kNoiseBands - 1; band > 0; --band) {
    std::vector<float> energies;
    for (size_t i = 0; i < flat.size(); ++i)
      energies.push_back((flat[i].*plane)[band] / (levels[i] * levels[i]));
    bands[band] = kOfBand * std::sqrt(quantile_of(energies, 0.5));
    if (band + 1 < kNoiseBands)
      bands[band] = std::min(bands[band], kMostOfNext[band] * bands[band + 1]);
  }
  bands[0] = bands[1];
  return bands;
}

/// Brings the bands down where the fine ones together exceed the level that they multiply.
void bound_bands(std::array<float, kNoiseBands>& bands) {
  float sum = 0, count = 0;
  for (size_t u = 0; u < kNoiseBands; ++u) {
    for (size_t v = u < 3 ? 3 - u : 0; v < kNoiseBands; ++v, ++count)
      sum += bands[std::max(u, v)] * bands[std::max(u, v)];
  }
  const float over = std::sqrt(sum / count);
  if (over <= kOfBand) return;
  for (float& band : bands) band *= kOfBand / over;
}

void measure_bands(std::vector<NoiseSample> areas, const Levels& found, NoiseModel& model) {
  const auto level = [&](const NoiseSample& area) {
    return std::max(float(found.at(area.mean)), 1e-3f);
  };
  const auto count = std::clamp(areas.size() / 10, size_t(kFewestAreas), areas.size());
  const auto excess = [&](const NoiseSample& area) { return std::sqrt(area.energy) / level(area); };
  std::ranges::partial_sort(areas, areas.begin() + long(count), {}, excess);
  areas.resize(count);
  std::vector<float> levels;
  for (const auto& area : areas) levels.push_back(kOfFlattest * level(area));
  model.grey.sensor = bands_of(areas, levels, &NoiseSample::grey);
  model.red.sensor = bands_of(areas, levels, &NoiseSample::red);
  model.blue.sensor = bands_of(areas, levels, &NoiseSample::blue);
  if (found.most) bound_bands(model.grey.sensor);
}

void measure_sensor_noise(const std::vector<NoiseSample>& areas,
                          const std::optional<SensorNoise>& most,
                          NoiseModel& model) {
  std::vector<Bin> bins;
  for (size_t i = 1; i < kEdges.size(); ++i) add_bin(areas, kEdges[i - 1], kEdges[i], bins);
  if (bins.empty()) add_bin(areas, kEdges.front(), kEdges.back(), bins);
  if (bins.empty()) return;
  const Levels levels{reconciled(bins), most};
  for (size_t code = 0; code < model.level.size(); ++code) {
    const double deviation = kOfFlattest * levels.at(double(code));
    const double square = deviation * deviation - double(kRounding) * double(kRounding);
    model.level[code] = float(std::sqrt(std::max(square, 0.0)));
  }
  measure_bands(areas, levels, model);
}

/// What is sampled from where the blocks of the photo's JPEG begin. Its steps, which tell for sure,
/// go into the model.
NoiseSamples samples_of(const PictureRows& photo, NoiseModel& model) {
  auto samples = sample_noise(photo);
  bool told = false;
  // The blocks of a JPEG that was cropped or turned since begin elsewhere.
  auto origin = likely_origin(samples.edges);
  if (origin != BlockOrigin()) {
    auto moved = sample_noise(photo, origin);
    told = measure_jpeg_noise(moved.coefficients, model);
    if (told) samples = std::move(moved);
  }
  if (!told) {
    origin = {};
    told = measure_jpeg_noise(samples.coefficients, model);
  }
  // Its colours may have blocks twice as wide, of which every second edge is one of luma's.
  const auto shift = likely_shift_of_colours(samples.colour_edges);
  if (!told || shift == BlockOrigin()) return samples;
  auto moved = sample_noise(photo, {origin.x + shift.x, origin.y + shift.y});
  if (likely_shift_of_colours(moved.colour_edges) == BlockOrigin() &&
      measure_jpeg_noise(moved.coefficients, model)) {
    samples = std::move(moved);
  }
  return samples;
}

}  // namespace

NoiseModel noise_of(const PictureRows& photo) {
  NoiseModel model;
  const auto samples = samples_of(photo, model);
  measure_sensor_noise(samples.areas, photo.most_noise, model);
  return model;
}

}  // namespace lowlight::imaging
