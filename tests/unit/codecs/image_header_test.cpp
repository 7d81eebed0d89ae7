#include "codecs/image_header.h"

#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "support/catch.h"

using namespace lowlight::codecs;
using namespace lowlight::imaging;

namespace {

std::vector<uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

TEST_CASE("Only known formats are let in") {
  using namespace std::string_view_literals;
  CHECK(detect_format(bytes_of("\xFF\xD8\xFF\xE0"sv)) == ImageFormat::jpeg);
  CHECK(detect_format(bytes_of("\x89PNG\r\n\x1A\n"sv)) == ImageFormat::png);
  CHECK(detect_format(bytes_of("II*\0"sv)) == ImageFormat::tiff);
  CHECK(detect_format(bytes_of("MM\0*"sv)) == ImageFormat::tiff);
  CHECK(detect_format(bytes_of("RIFF\x10\0\0\0WEBP"sv)) == ImageFormat::webp);
  CHECK(detect_format(bytes_of("II+\0"sv)) == ImageFormat::tiff);
  CHECK(detect_format(bytes_of("\0\0\0\x18"
                               "ftypheic"sv)) == ImageFormat::heic);
  CHECK(detect_format(bytes_of("\0\0\0\x18"
                               "ftypmif1\0\0\0\0mif1avif"sv)) == ImageFormat::avif);
  CHECK(detect_format(bytes_of("\0\0\0\x18"
                               "ftypmif1\0\0\0\0mif1heic"sv)) == ImageFormat::heic);
  CHECK(detect_format(bytes_of("\0\0\0\x18"
                               "ftypcrx "sv)) == ImageFormat::raw);
  CHECK(detect_format(bytes_of("FUJIFILMCCD-RAW"sv)) == ImageFormat::raw);
  CHECK(detect_format(bytes_of("II*\0\x10\0\0\0CR\2\0"sv)) == ImageFormat::raw);
  CHECK(detect_format(bytes_of("\xFF\x0A"sv)) == ImageFormat::jxl);
  CHECK(detect_format(bytes_of("GIF89a"sv)) == ImageFormat::gif);
  CHECK_FALSE(
      detect_format(bytes_of("\0\0\0\x18"
                             "ftypmp42\0\0\0\0mp42isom"sv)));
  for (const auto& other : {""sv,
                            "\xFF\xD8"sv,
                            "BM\0\0\0\0"sv,
                            "RIFF\x10\0\0\0WAVE"sv,
                            "v/1\x01"sv,
                            "P6 4 4 255\n"sv,
                            "<svg>"sv}) {
    CHECK_FALSE(detect_format(bytes_of(other)));
  }
}

TEST_CASE("Pictures that are not read are known by name") {
  using namespace std::string_view_literals;
  CHECK(foreign_format(bytes_of("BM6"sv)) == std::string_view("BMP"));
  CHECK(foreign_format(bytes_of("8BPS"sv)) == std::string_view("Photoshop"));
  CHECK(foreign_format(bytes_of("hello"sv)) == nullptr);
  CHECK(foreign_format({}) == nullptr);
}

TEST_CASE("A name asks for a format by its ending") {
  CHECK(format_of_name("a/b.JPG") == ImageFormat::jpeg);
  CHECK(format_of_name("b.jpeg") == ImageFormat::jpeg);
  CHECK(format_of_name("b.jfif") == ImageFormat::jpeg);
  CHECK(format_of_name("b.png") == ImageFormat::png);
  CHECK(format_of_name("b.c.Tiff") == ImageFormat::tiff);
  CHECK(format_of_name("b.webp") == ImageFormat::webp);
  CHECK(format_of_name("b.gif") == ImageFormat::gif);
  CHECK_FALSE(format_of_name("jpg"));
  CHECK(format_of_name("b.HEIC") == ImageFormat::heic);
  CHECK(format_of_name("b.CR2") == ImageFormat::raw);
  for (const auto format : {ImageFormat::jpeg,
                            ImageFormat::png,
                            ImageFormat::tiff,
                            ImageFormat::webp,
                            ImageFormat::heic,
                            ImageFormat::avif,
                            ImageFormat::jxl,
                            ImageFormat::raw,
                            ImageFormat::gif}) {
    CHECK(format_of_name(std::string("x") + extension_of(format)) == format);
  }
}

TEST_CASE("A header that is cut says nothing") {
  using namespace std::string_view_literals;
  const auto png = bytes_of("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\0\x05\0\0\0\x07"sv);
  const auto header = peek_header(png);
  REQUIRE(header);
  CHECK(header->width == 5);
  CHECK(header->height == 7);
  for (size_t size = 0; size < png.size(); ++size) {
    CHECK_FALSE(peek_header(std::span(png).first(size)));
  }
}

TEST_CASE("A size is allowed up to the limit on pixels and no picture is without any") {
  const ReadOptions options{.max_pixels = 100};
  CHECK_NOTHROW(check_size(10, 10, options, "a.png"));
  CHECK_NOTHROW(check_size(100, 1, options, "a.png"));
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  for (const auto& [width, height] :
       {std::pair<int64_t, int64_t>(101, 1), {1, 101}, {10, 11}, {most, most}, {0, 5}, {5, 0}}) {
    CAPTURE(width, height);
    CHECK_THROWS_WITH(check_size(width, height, options, "a.png"), ContainsSubstring("a.png"));
  }
}

TEST_CASE("A header is checked for its size and for being there") {
  using namespace std::string_view_literals;
  const auto png = bytes_of("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\0\x05\0\0\0\x07"sv);
  CHECK_NOTHROW(check_header(png, {.max_pixels = 35}, "a.png"));
  CHECK_THROWS_WITH(check_header(png, {.max_pixels = 34}, "a.png"), ContainsSubstring("limit"));
  CHECK_THROWS_WITH(check_header(std::span(png).first(20), {}, "a.png"),
                    ContainsSubstring("header"));
}
