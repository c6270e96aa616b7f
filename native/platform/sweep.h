// SPDX-License-Identifier: MIT
/// Removal of shared memory that dead processes left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace handoff::platform {

/// Removes every segment whose name begins with kSegmentPrefix and that no living process has open.
/// Any thread, any process, any time. @return how many were removed.
uint32_t SweepSegments();

/// Removes the segment of this name if nobody has it open. @return true when it was removed now.
bool SweepSegment(const std::string& name);

/// Names of all segments whose name begins with `prefix`.
std::vector<std::string> SegmentNames(const std::string& prefix);

/// Copies the first `bytes` bytes of a segment without opening it as a user. False when it has
/// fewer.
bool PeekSegment(const std::string& name, void* out, size_t bytes);

}  // namespace handoff::platform
