// SPDX-License-Identifier: MIT
#include "native/vdi/vdi.h"

#include <iterator>

namespace handoff::vdi {

const char* NameOfCommand(int32_t command_code) {
  static constexpr const char* kNames[] = {
      nullptr,
      "VDC_Read",
      "VDC_Write",
      "VDC_ClearError",
      "VDC_Rewind",
      "VDC_WriteMark",
      "VDC_SkipMarks",
      "VDC_SkipBlocks",
      "VDC_Load",
      "VDC_GetPosition",
      "VDC_SetPosition",
      "VDC_Discard",
      "VDC_Flush",
      "VDC_Snapshot",
      "VDC_MountSnapshot",
      "VDC_PrepareToFreeze",
      "VDC_FileInfoBegin",
      "VDC_FileInfoEnd",
      "VDC_GetError",
      "VDC_Complete",
  };
  static_assert(std::size(kNames) == VDC_Complete + 1);
  const bool is_known = command_code > 0 && command_code <= VDC_Complete;
  return is_known ? kNames[command_code] : nullptr;
}

}  // namespace handoff::vdi
