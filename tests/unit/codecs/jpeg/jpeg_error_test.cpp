#include "codecs/jpeg/jpeg_error.h"

#include <array>

#include "support/catch.h"

using namespace lowlight::codecs;

namespace {

/// A JPEG that ends after its frame, in which `decode` meets what is missing.
struct CutJpeg {
  explicit CutJpeg(JpegErrors& errors) {
    info.err = errors.manager();
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, kStart.data(), static_cast<unsigned long>(kStart.size()));
  }
  ~CutJpeg() { jpeg_destroy_decompress(&info); }

  static constexpr std::array<unsigned char, 2> kStart = {0xFF, 0xD8};
  jpeg_decompress_struct info{};
};

}  // namespace

TEST_CASE("Where nothing goes wrong the work is done and nothing is said") {
  JpegErrors errors(true);
  bool done = false;
  CHECK(errors.guarded([&] { done = true; }));
  CHECK(done);
  CHECK_FALSE(errors.damaged());
  CHECK(errors.message().empty());
}

TEST_CASE("An error of libjpeg stops the work and leaves its message") {
  JpegErrors errors(false);
  CutJpeg file(errors);
  bool done = false;
  CHECK_FALSE(errors.guarded([&] {
    jpeg_start_decompress(&file.info);  // before the header is read
    done = true;
  }));
  CHECK_FALSE(done);
  CHECK_FALSE(errors.message().empty());
}

TEST_CASE("Missing data stops the work only where that is asked for") {
  JpegErrors strict(true);
  CutJpeg refused(strict);
  CHECK_FALSE(strict.guarded([&] { jpeg_read_header(&refused.info, FALSE); }));
  CHECK(strict.damaged());

  JpegErrors lenient(false);
  CutJpeg kept(lenient);
  CHECK(lenient.guarded([&] { jpeg_read_header(&kept.info, FALSE); }));
  CHECK(lenient.damaged());
  CHECK_FALSE(lenient.message().empty());
}

TEST_CASE("A callback gives up with a reason of its own") {
  JpegErrors errors(false);
  CutJpeg file(errors);
  CHECK_FALSE(errors.guarded(
      [&] { JpegErrors::refuse(reinterpret_cast<j_common_ptr>(&file.info), "the disk is full"); }));
  CHECK(errors.message() == "the disk is full");
}
