// The codes of the interface: VDI reference, 4.
#pragma once
#define VD_E_NOTOPEN static_cast<HRESULT>(0x80770002)
#define VD_E_TIMEOUT static_cast<HRESULT>(0x80770003)
#define VD_E_ABORT static_cast<HRESULT>(0x80770004)
#define VD_E_INVALID static_cast<HRESULT>(0x80770006)
#define VD_E_NOTSUPPORTED static_cast<HRESULT>(0x80770009)
#define VD_E_MEMORY static_cast<HRESULT>(0x8077000A)
#define VD_E_PROTOCOL static_cast<HRESULT>(0x8077000C)
#define VD_E_OPEN static_cast<HRESULT>(0x8077000D)
#define VD_E_CLOSE static_cast<HRESULT>(0x8077000E)
#define VD_E_BUSY static_cast<HRESULT>(0x8077000F)
