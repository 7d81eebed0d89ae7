// Errors of libjpeg as values: it knows only callbacks and long jumps.
#pragma once

#include <cstddef>
#include <cstdio>
// jpeglib.h needs the two headers above. jerror.h needs jpeglib.h, because its codes differ by the
// version that is named there.
#include <jpeglib.h>

#include <jerror.h>

#include <string>

#include "codecs/long_jump.h"

namespace lowlight::codecs {

/// The error manager of one decoder or encoder. Every libjpeg call must run under guarded().
class JpegErrors {
 public:
  /// `damage_is_error` stops the work at the first sign of missing data, which is otherwise only
  /// noted.
  explicit JpegErrors(bool damage_is_error);
  JpegErrors(const JpegErrors&) = delete;
  JpegErrors& operator=(const JpegErrors&) = delete;

  jpeg_error_mgr* manager() { return &hook_.base; }
  /// What libjpeg last said about an error or damage; the text is empty where all went well.
  std::string message() const { return hook_.message; }
  bool damaged() const { return hook_.damaged; }

  /// Runs `work` as LongJump::guarded does.
  template <class Work>
  bool guarded(const Work& work) {
    return hook_.jump.guarded(work);
  }

  /// Gives up, from within a callback of libjpeg, for a reason of our own.
  [[noreturn]] static void refuse(j_common_ptr info, const char* reason);

 private:
  struct Hook {
    jpeg_error_mgr base;  // It comes first, because libjpeg hands back a pointer to it.
    LongJump jump;
    char message[JMSG_LENGTH_MAX];
    bool damage_is_error;
    bool damaged;
  };
  [[noreturn]] static void give_up(j_common_ptr info);
  static void note(j_common_ptr info, int level);

  Hook hook_{};
};

}  // namespace lowlight::codecs
