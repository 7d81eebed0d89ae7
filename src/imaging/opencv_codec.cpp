#include "opencv_codec.h"

#include <algorithm>
#include <limits>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>

#include "lowlight/core/error.h"

namespace lowlight::imaging {
namespace {

/// Copies rows, swapping red and blue: OpenCV keeps blue first.
template <class Sample>
void swap_row(const Sample* in, Sample* out, int64_t width, int64_t channels) {
  if (channels == 1) {
    std::copy_n(in, width, out);
    return;
  }
  for (int64_t i = 0; i < width * channels; i += channels) {
    out[i] = in[i + 2];
    out[i + 1] = in[i + 1];
    out[i + 2] = in[i];
    if (channels == 4) out[i + 3] = in[i + 3];
  }
}

Image to_own(const cv::Mat& mat) {
  const BitDepth depth = mat.depth() == CV_8U ? BitDepth::u8 : BitDepth::u16;
  Image image(mat.cols, mat.rows, mat.channels(), depth);
  for (int y = 0; y < mat.rows; ++y) {
    if (depth == BitDepth::u8) {
      swap_row(mat.ptr<uint8_t>(y), image.row<uint8_t>(y), mat.cols, mat.channels());
    } else {
      swap_row(mat.ptr<uint16_t>(y), image.row<uint16_t>(y), mat.cols, mat.channels());
    }
  }
  return image;
}

cv::Mat to_opencv(const Image& image) {
  const int depth = image.depth() == BitDepth::u8 ? CV_8U : CV_16U;
  cv::Mat mat(int(image.height()), int(image.width()), CV_MAKETYPE(depth, int(image.channels())));
  for (int y = 0; y < mat.rows; ++y) {
    if (depth == CV_8U) {
      swap_row(image.row<uint8_t>(y), mat.ptr<uint8_t>(y), mat.cols, mat.channels());
    } else {
      swap_row(image.row<uint16_t>(y), mat.ptr<uint16_t>(y), mat.cols, mat.channels());
    }
  }
  return mat;
}

}  // namespace

Image decode_with_opencv(std::span<const uint8_t> bytes,
                         const ImageHeader& header,
                         const std::string& name) try {
  if (bytes.size() > size_t(std::numeric_limits<int>::max())) {
    throw ImageError(name, {"files over 2 GiB are not supported"});
  }
  static const auto previous_level =
      cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  static_cast<void>(previous_level);
  const cv::Mat buffer(1, int(bytes.size()), CV_8U, const_cast<uint8_t*>(bytes.data()));
  const cv::Mat mat = cv::imdecode(buffer, cv::IMREAD_UNCHANGED);
  if (mat.empty()) throw ImageError(name, {"the picture is truncated, damaged or unsupported"});
  if (mat.depth() != CV_8U && mat.depth() != CV_16U) {
    throw ImageError(name, {"only 8 and 16 bits a sample are supported"});
  }
  if (mat.channels() == 2) throw ImageError(name, {"grey with alpha is not supported here"});
  const auto [low, high] = std::minmax(mat.cols, mat.rows);
  if (low != std::min(header.width, header.height) ||
      high != std::max(header.width, header.height)) {
    throw ImageError(name, {"the header does not tell the size of the picture"});
  }
  return to_own(mat);
} catch (const cv::Exception& error) {
  throw ImageError(name, {"cannot decode: " + error.err});
}

std::vector<uint8_t> encode_with_opencv(const Image& image, const WriteOptions& options) {
  std::vector<uint8_t> bytes;
  std::vector<int> parameters;
  if (options.format == ImageFormat::webp) {
    parameters = {cv::IMWRITE_WEBP_QUALITY, int(options.quality)};
  }
  const std::string ending = extension_of(options.format);
  try {
    if (cv::imencode(ending, to_opencv(image), bytes, parameters)) return bytes;
  } catch (const cv::Exception& error) {
    throw ImageError(ending.substr(1), {"cannot encode: " + error.err});
  }
  throw ImageError(ending.substr(1), {"cannot encode a picture of this size"});
}

}  // namespace lowlight::imaging
