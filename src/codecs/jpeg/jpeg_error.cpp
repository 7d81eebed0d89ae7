#include "codecs/jpeg/jpeg_error.h"

namespace lowlight::codecs {
namespace {

/// Warnings that say a picture is whole all the same.
bool harmless(int code) {
  return code == JWRN_EXTRANEOUS_DATA || code == JWRN_ADOBE_XFORM || code == JWRN_BOGUS_ICC ||
         code == JWRN_JFIF_MAJOR || code == JWRN_TOO_MUCH_DATA;
}

}  // namespace

JpegErrors::JpegErrors(bool damage_is_error) {
  jpeg_std_error(&hook_.base);
  hook_.base.error_exit = give_up;
  hook_.base.emit_message = note;
  hook_.base.output_message = [](j_common_ptr) {};
  hook_.damage_is_error = damage_is_error;
}

void JpegErrors::refuse(j_common_ptr info, const char* reason) {
  auto& hook = *reinterpret_cast<Hook*>(info->err);
  std::snprintf(hook.message, sizeof hook.message, "%s", reason);
  hook.jump.give_up();
}

void JpegErrors::give_up(j_common_ptr info) {
  auto& hook = *reinterpret_cast<Hook*>(info->err);
  info->err->format_message(info, hook.message);
  hook.jump.give_up();
}

void JpegErrors::note(j_common_ptr info, int level) {
  auto& hook = *reinterpret_cast<Hook*>(info->err);
  if (level >= 0 || harmless(info->err->msg_code)) return;
  if (!hook.damaged) info->err->format_message(info, hook.message);
  hook.damaged = true;
  if (hook.damage_is_error) hook.jump.give_up();
}

}  // namespace lowlight::codecs
