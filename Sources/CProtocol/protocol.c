#include "CProtocol.h"

static const unsigned char openrpc[] = {
#embed "../../protocol/promptls.openrpc.json"
};

cp_document cp_openrpc(void) { return (cp_document){openrpc, sizeof openrpc}; }
