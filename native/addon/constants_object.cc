// SPDX-License-Identifier: MIT
/// addon.constants: every number that TypeScript repeats, from the headers that the native side is
/// compiled with. A test compares it with the tables in electron/contract.
#include <napi.h>

#include "native/broker/segment.h"
#include "native/embedded/control_block.h"
#include "native/trace/trace.h"
#include "native/vdi/vdi.h"
#include "native/vdi/vdi_error.h"

namespace handoff::addon {
namespace {

struct Constant {
  const char* name;
  double value;
};

template <class T>
constexpr Constant Of(const char* name, T value) {
  return {name, static_cast<double>(value)};
}

using trace::EventKind;

constexpr Constant kConstants[] = {
    Of("NOERROR", vdi::NOERROR),
    Of("VD_E_NOTOPEN", vdi::VD_E_NOTOPEN),
    Of("VD_E_TIMEOUT", vdi::VD_E_TIMEOUT),
    Of("VD_E_ABORT", vdi::VD_E_ABORT),
    Of("VD_E_SECURITY", vdi::VD_E_SECURITY),
    Of("VD_E_INVALID", vdi::VD_E_INVALID),
    Of("VD_E_INSTANCE_NAME", vdi::VD_E_INSTANCE_NAME),
    Of("VD_E_NOTSUPPORTED", vdi::VD_E_NOTSUPPORTED),
    Of("VD_E_MEMORY", vdi::VD_E_MEMORY),
    Of("VD_E_UNEXPECTED", vdi::VD_E_UNEXPECTED),
    Of("VD_E_PROTOCOL", vdi::VD_E_PROTOCOL),
    Of("VD_E_OPEN", vdi::VD_E_OPEN),
    Of("VD_E_CLOSE", vdi::VD_E_CLOSE),
    Of("VD_E_BUSY", vdi::VD_E_BUSY),

    Of("VDF_Removable", vdi::VDF_Removable),
    Of("VDF_Rewind", vdi::VDF_Rewind),
    Of("VDF_Position", vdi::VDF_Position),
    Of("VDF_SkipBlocks", vdi::VDF_SkipBlocks),
    Of("VDF_ReversePosition", vdi::VDF_ReversePosition),
    Of("VDF_Discard", vdi::VDF_Discard),
    Of("VDF_FileMarks", vdi::VDF_FileMarks),
    Of("VDF_RandomAccess", vdi::VDF_RandomAccess),
    Of("VDF_SnapshotPrepare", vdi::VDF_SnapshotPrepare),
    Of("VDF_EnumFrozenFiles", vdi::VDF_EnumFrozenFiles),
    Of("VDF_VSSWriter", vdi::VDF_VSSWriter),
    Of("VDF_RequestComplete", vdi::VDF_RequestComplete),
    Of("VDF_WriteMedia", vdi::VDF_WriteMedia),
    Of("VDF_ReadMedia", vdi::VDF_ReadMedia),
    Of("VDF_CompleteEnabled", vdi::VDF_CompleteEnabled),
    Of("VDF_LatchStats", vdi::VDF_LatchStats),

    Of("VDC_Read", vdi::VDC_Read),
    Of("VDC_Write", vdi::VDC_Write),
    Of("VDC_ClearError", vdi::VDC_ClearError),
    Of("VDC_Rewind", vdi::VDC_Rewind),
    Of("VDC_WriteMark", vdi::VDC_WriteMark),
    Of("VDC_SkipMarks", vdi::VDC_SkipMarks),
    Of("VDC_SkipBlocks", vdi::VDC_SkipBlocks),
    Of("VDC_Load", vdi::VDC_Load),
    Of("VDC_GetPosition", vdi::VDC_GetPosition),
    Of("VDC_SetPosition", vdi::VDC_SetPosition),
    Of("VDC_Discard", vdi::VDC_Discard),
    Of("VDC_Flush", vdi::VDC_Flush),
    Of("VDC_Snapshot", vdi::VDC_Snapshot),
    Of("VDC_MountSnapshot", vdi::VDC_MountSnapshot),
    Of("VDC_PrepareToFreeze", vdi::VDC_PrepareToFreeze),
    Of("VDC_FileInfoBegin", vdi::VDC_FileInfoBegin),
    Of("VDC_FileInfoEnd", vdi::VDC_FileInfoEnd),
    Of("VDC_GetError", vdi::VDC_GetError),
    Of("VDC_Complete", vdi::VDC_Complete),

    Of("ERROR_SUCCESS", vdi::ERROR_SUCCESS),
    Of("ERROR_INVALID_HANDLE", vdi::ERROR_INVALID_HANDLE),
    Of("ERROR_ARENA_TRASHED", vdi::ERROR_ARENA_TRASHED),
    Of("ERROR_BAD_ENVIRONMENT", vdi::ERROR_BAD_ENVIRONMENT),
    Of("ERROR_WRITE_FAULT", vdi::ERROR_WRITE_FAULT),
    Of("ERROR_READ_FAULT", vdi::ERROR_READ_FAULT),
    Of("ERROR_HANDLE_EOF", vdi::ERROR_HANDLE_EOF),
    Of("ERROR_HANDLE_DISK_FULL", vdi::ERROR_HANDLE_DISK_FULL),
    Of("ERROR_NOT_SUPPORTED", vdi::ERROR_NOT_SUPPORTED),
    Of("ERROR_DISK_FULL", vdi::ERROR_DISK_FULL),
    Of("ERROR_ALREADY_EXISTS", vdi::ERROR_ALREADY_EXISTS),
    Of("ERROR_OPERATION_ABORTED", vdi::ERROR_OPERATION_ABORTED),
    Of("ERROR_END_OF_MEDIA", vdi::ERROR_END_OF_MEDIA),
    Of("ERROR_FILEMARK_DETECTED", vdi::ERROR_FILEMARK_DETECTED),
    Of("ERROR_NO_DATA_DETECTED", vdi::ERROR_NO_DATA_DETECTED),
    Of("ERROR_NO_MEDIA_IN_DRIVE", vdi::ERROR_NO_MEDIA_IN_DRIVE),
    Of("ERROR_IO_DEVICE", vdi::ERROR_IO_DEVICE),
    Of("ERROR_EOM_OVERFLOW", vdi::ERROR_EOM_OVERFLOW),
    Of("ERROR_NO_SYSTEM_RESOURCES", vdi::ERROR_NO_SYSTEM_RESOURCES),

    Of("vdLimit.deviceCountMax", vdi::kDeviceCountMax),
    Of("vdLimit.transferSizeStep", vdi::kTransferSizeStep),
    Of("vdLimit.transferSizeMax", vdi::kTransferSizeMax),
    Of("vdLimit.blockSizeMin", vdi::kBlockSizeMin),
    Of("vdLimit.blockSizeMax", vdi::kBlockSizeMax),

    Of("segmentBytes.set", sizeof(embedded::ControlBlock)),
    Of("segmentBytes.broker", broker::kSegmentHeaderBytes),
    Of("segmentBytes.brokerDevice", broker::kSegmentDeviceBytes),
    Of("segmentBytes.traceLane", sizeof(trace::Lane)),

    Of("eventBytes", sizeof(trace::Event)),
    Of("eventKind.issued", EventKind::kIssued),
    Of("eventKind.received", EventKind::kReceived),
    Of("eventKind.handleTaken", EventKind::kHandleTaken),
    Of("eventKind.leased", EventKind::kLeased),
    Of("eventKind.mapped", EventKind::kMapped),
    Of("eventKind.moved", EventKind::kMoved),
    Of("eventKind.completed", EventKind::kCompleted),
    Of("eventKind.acknowledged", EventKind::kAcknowledged),
    Of("eventKind.stateChange", EventKind::kStateChange),
    Of("eventKind.abort", EventKind::kAbort),
    Of("eventKind.error", EventKind::kError),
    Of("eventKind.secondaryLost", EventKind::kSecondaryLost),
    Of("eventKind.secondaryReplaced", EventKind::kSecondaryReplaced),
    Of("eventKind.flushed", EventKind::kFlushed),
    Of("eventKind.held", EventKind::kHeld),
    Of("noDevice", trace::kNoDevice),
    Of("actorServer", trace::kActorServer),
    Of("actorPrimary", trace::kActorPrimary),
    Of("actorSecondaryFirst", trace::kActorSecondaryFirst),
};

}  // namespace

void RegisterConstants(Napi::Env env, Napi::Object exports) {
  const Napi::Object constants = Napi::Object::New(env);
  for (const Constant& constant : kConstants) {
    constants.Set(constant.name, constant.value);
  }
  constants.Freeze();
  exports.Set("constants", constants);
}

}  // namespace handoff::addon
