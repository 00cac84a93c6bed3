// Who calls: what a verified token says.
#ifndef GUANXI_COMMON_AUTH_PRINCIPAL_H_
#define GUANXI_COMMON_AUTH_PRINCIPAL_H_

#include <string>

#include "common/base/uuid.h"

namespace guanxi {

struct Principal {
  // The company whose data the call may touch. Never nil for an authenticated call.
  Uuid tenant;
  // `users/{uuid}` or `clients/{uuid}`.
  std::string subject;
  // The API client that obtained the token; may equal the subject's id.
  std::string client;
  // The UUID of the session that the token belongs to; "" for one that belongs to none.
  std::string session = {};
  // Who acts on the subject's behalf (RFC 8693, `act`): `clients/{uuid}`, or "" for nobody else.
  // Both must have the right.
  std::string actor = {};
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_PRINCIPAL_H_
