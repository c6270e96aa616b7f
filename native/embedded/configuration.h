// SPDX-License-Identifier: MIT
/// The rules of a set's configuration as pure functions: what a client may wish (CreateEx) and what
/// a server may decide (BeginConfiguration, RequestBuffers). Source: reference 2.3, 3.1, 3.2, 6.
///
/// Choices where the reference leaves a gap: the prefix zone is at most 64 KiB; feature bits
/// without a published meaning (EnumFrozenFiles, VSSWriter, LatchStats) are refused. Tape-like sets
/// are legal by the combination rule (2odv) and accepted: the set carries their commands; whether a
/// statement uses them is the server's affair.
#pragma once

#include <cstdint>

#include "native/vdi/vdi.h"

namespace handoff::embedded {

inline constexpr uint32_t kPrefixZoneMax = 64 * 1024;
inline constexpr uint32_t kAlignmentMax = 64 * 1024;

/// True for the first seven fields of a configuration that CreateEx accepts.
bool IsLegalWish(const vdi::VDConfig& wish);

struct Decision {
  uint32_t features;
  uint32_t block_size;
  uint32_t alignment;  ///< 0 = the block size or the client's wish, whichever is larger
  uint32_t max_transfer_size;
};

/// True when a server may decide so on this wish.
bool IsLegalDecision(const vdi::VDConfig& wish, const Decision& decision);

/// The final configuration of a legal decision.
vdi::VDConfig FinalConfiguration(const vdi::VDConfig& wish, const Decision& decision);

/// True when a set with these features carries this command (reference 3.4, "needs feature").
bool IsCommandGranted(int32_t command_code, uint32_t features);

/// True when `alignment` (0 = the set's) is one that RequestBuffers and AllocateBuffer accept.
bool IsLegalBufferAlignment(const vdi::VDConfig& config, uint32_t alignment);

}  // namespace handoff::embedded
