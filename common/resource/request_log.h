// Which requests were done, with their answers: what makes a repeated request_id harmless.
//
//   request_log  tenant_id, request_key, request_hash, response, create_time
//                                               primary key (tenant_id, request_key)
// `request_key` stands for (principal, method, request_id), `request_hash` for the whole request: a
// keyed digest, since requests hold what can be guessed. `response` is sealed. Rows are purged
// after 7 days.
#ifndef GUANXI_COMMON_RESOURCE_REQUEST_LOG_H_
#define GUANXI_COMMON_RESOURCE_REQUEST_LOG_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/principal.h"
#include "common/crypto/key_ring.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// The message's bytes with its maps in the order of their keys: equal messages have equal bytes.
std::string SerializeInOrder(const google::protobuf::Message& message);

// The statements on the request log, for the linter.
const db::InsertQuery& InsertAnswer();
const db::Query& SelectAnswer();

// One mutation of one caller.
struct RequestKey {
  Uuid tenant;
  std::string key;      // 32 bytes
  std::string request;  // its bytes, the same for equal requests
  // Whether the caller chose the request_id. If not, the key serves to learn what became of a
  // COMMIT whose answer was lost.
  bool chosen = false;
};

// Reads the request's `request_id`; an empty one is replaced by `fallback`. INVALID_ARGUMENT,
// naming `request_id`, if it is no UUID.
absl::StatusOr<RequestKey> MakeRequestKey(const Principal& principal, absl::string_view method,
                                          const google::protobuf::Message& request,
                                          const Uuid& fallback);

// Records the answer, in the transaction that did the work. ALREADY_EXISTS, reason DUPLICATE_KEY,
// if the request was done before: the transaction must not commit.
absl::Status RecordAnswer(db::Transaction& tx, const crypto::KeyRing& keys, const RequestKey& key,
                          absl::Time now, const google::protobuf::Message& response);

// Finds the recorded answer; false if there is none. INVALID_ARGUMENT, reason REQUEST_ID_REUSED,
// if the request_id was used with another request.
absl::StatusOr<bool> FindAnswer(db::Transaction& tx, const crypto::KeyRing& keys,
                                const RequestKey& key, google::protobuf::Message* response);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_REQUEST_LOG_H_
