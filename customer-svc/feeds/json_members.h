// Members of JSON from strangers, in the forms in which they are stored. What is not there, or is
// no such value, is as if it were not stated.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_JSON_MEMBERS_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_JSON_MEMBERS_H_

#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/money.pb.h"
#include "nlohmann/json.hpp"

namespace guanxi::customer {

// A text on one line, cut to `most` bytes; "": there is none.
std::string LineIn(const nlohmann::json& from, const char* key, size_t most);
// One that identifies something: whole or, where it is longer, not at all.
std::string IdIn(const nlohmann::json& from, const char* key, size_t most);
// Text of several lines, cut.
std::string NoteIn(const nlohmann::json& from, const char* key, size_t most);
// An address that may be called, of at most 1,024 bytes.
std::string UrlIn(const nlohmann::json& from, const char* key);
// `1000万元人民币`, or {"amount": "10000000", "currency": "CNY"}; false: it is neither.
bool MoneyIn(const nlohmann::json& from, const char* key, google::type::Money* money);
// RFC 3339, or a day, which begins in UTC. `now` where it says nothing, or what has not come, or
// was before 1900.
google::protobuf::Timestamp TimeIn(const nlohmann::json& from, const char* key, absl::Time now);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_JSON_MEMBERS_H_
