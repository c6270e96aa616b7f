// SPDX-License-Identifier: MIT
#include "native/embedded/configuration.h"

#include <algorithm>
#include <bit>

namespace handoff::embedded {
namespace {

using namespace vdi;  // NOLINT: the constants keep Microsoft's names

constexpr uint32_t kServerBits = VDF_WriteMedia | VDF_ReadMedia | VDF_CompleteEnabled;

/// Exactly one positioning style and its extras (2odv); RequestComplete goes with each.
bool IsLegalFeatureMask(uint32_t features) {
  const uint32_t mask = features & ~static_cast<uint32_t>(VDF_RequestComplete);
  const auto is_style = [mask](uint32_t base, uint32_t extras) {
    return (mask & base) == base && (mask & ~(base | extras)) == 0;
  };
  return is_style(VDF_LikePipe, VDF_Removable | VDF_Discard | VDF_SnapshotPrepare) ||
         is_style(VDF_LikeDisk, VDF_Removable | VDF_Discard) || is_style(VDF_LikeTape, VDF_Discard);
}

uint32_t DefaultAlignment(const VDConfig& wish, uint32_t block_size) {
  return std::max(block_size, wish.alignment);
}

}  // namespace

bool IsLegalWish(const VDConfig& wish) {
  const bool is_aligned = wish.alignment == 0 ||
                          (std::has_single_bit(wish.alignment) && wish.alignment <= kAlignmentMax);
  const bool has_marks = (wish.features & VDF_FileMarks) != 0;
  return wish.deviceCount >= 1 && wish.deviceCount <= kDeviceCountMax &&
         IsLegalFeatureMask(wish.features) && wish.prefixZoneSize <= kPrefixZoneMax && is_aligned &&
         (wish.softFileMarkBlockSize == 0 || has_marks);
}

bool IsLegalDecision(const VDConfig& wish, const Decision& decision) {
  const uint32_t media = decision.features & (VDF_WriteMedia | VDF_ReadMedia);
  const bool may_complete =
      (decision.features & VDF_CompleteEnabled) == 0 || (wish.features & VDF_RequestComplete) != 0;
  const bool is_mask_kept = (decision.features & ~kServerBits) == wish.features;
  const bool is_block = std::has_single_bit(decision.block_size) &&
                        decision.block_size >= kBlockSizeMin &&
                        decision.block_size <= kBlockSizeMax;
  const bool is_aligned =
      decision.alignment == 0 ||
      (std::has_single_bit(decision.alignment) && decision.alignment <= kAlignmentMax &&
       decision.alignment >= DefaultAlignment(wish, decision.block_size));
  const uint32_t transfer = decision.max_transfer_size;
  const bool is_transfer = transfer >= kTransferSizeStep && transfer <= kTransferSizeMax &&
                           transfer % kTransferSizeStep == 0;
  return is_mask_kept && media != 0 && may_complete && is_block && is_aligned && is_transfer;
}

VDConfig FinalConfiguration(const VDConfig& wish, const Decision& decision) {
  VDConfig config = wish;
  config.features = decision.features;
  config.blockSize = decision.block_size;
  config.alignment =
      decision.alignment != 0 ? decision.alignment : DefaultAlignment(wish, decision.block_size);
  config.maxTransferSize = decision.max_transfer_size;
  config.maxIODepth = kMaxIoDepth;
  config.bufferAreaSize = decision.max_transfer_size * kMaxIoDepth * wish.deviceCount;
  return config;
}

bool IsCommandGranted(int32_t command_code, uint32_t features) {
  const auto has = [features](uint32_t bits) { return (features & bits) != 0; };
  switch (command_code) {
    case VDC_Read:
    case VDC_Write:
    case VDC_ClearError:
    case VDC_Flush:
    case VDC_Snapshot:
    case VDC_MountSnapshot:
      return true;
    case VDC_Rewind:
      return has(VDF_Rewind);
    case VDC_WriteMark:
    case VDC_SkipMarks:
      return has(VDF_FileMarks);
    case VDC_SkipBlocks:
      return has(VDF_SkipBlocks);
    case VDC_Load:
      return has(VDF_Removable);
    case VDC_GetPosition:
    case VDC_SetPosition:
      return has(VDF_Position | VDF_RandomAccess);
    case VDC_Discard:
      return has(VDF_Discard);
    case VDC_PrepareToFreeze:
      return has(VDF_SnapshotPrepare);
    case VDC_Complete:
      return has(VDF_CompleteEnabled);
    default:
      return false;  // FileInfoBegin, FileInfoEnd, GetError: no public meaning.
  }
}

bool IsLegalBufferAlignment(const VDConfig& config, uint32_t alignment) {
  return alignment == 0 || (std::has_single_bit(alignment) && alignment >= config.alignment &&
                            alignment <= kAlignmentMax);
}

}  // namespace handoff::embedded
