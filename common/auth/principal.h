// Who calls: what a verified token says, and what that lets him do.
#ifndef GUANXI_COMMON_AUTH_PRINCIPAL_H_
#define GUANXI_COMMON_AUTH_PRINCIPAL_H_

#include <memory>
#include <string>

#include "common/base/uuid.h"

namespace guanxi {

namespace policy {
class Rights;
}

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
  // What it may do, as policy::Authorizer decided. Null: nobody has decided, and the resource
  // engine refuses to work for it.
  std::shared_ptr<const policy::Rights> rights = {};
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_PRINCIPAL_H_
