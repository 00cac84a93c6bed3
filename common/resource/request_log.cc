#include "common/resource/request_log.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "common/resource/request_fields.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;

// Equal requests of different callers have different hashes.
std::string HashedText(const RequestKey& key) { return absl::StrCat(key.key, key.request); }

}  // namespace

std::string SerializeInOrder(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

const db::InsertQuery& InsertAnswer() {
  static const auto* const query = new db::InsertQuery{
      "request_log.insert",
      "INSERT INTO request_log (tenant_id, request_key, request_hash, response, create_time) "
      "VALUES ",
      ""};
  return *query;
}

const db::Query& SelectAnswer() {
  static const auto* const query = new db::Query{
      "request_log.select",
      "SELECT request_hash, response FROM request_log WHERE tenant_id = ? AND request_key = ?"};
  return *query;
}

absl::StatusOr<RequestKey> MakeRequestKey(const Principal& principal, absl::string_view method,
                                          const Message& request, const Uuid& fallback) {
  const std::string stated = StringField(request, "request_id");
  Uuid id = fallback;
  if (!stated.empty()) {
    const auto parsed = Uuid::Parse(stated);
    if (!parsed.ok()) return InvalidField("request_id", parsed.status().message());
    id = *parsed;
  }
  RequestKey key;
  key.tenant = principal.tenant;
  key.key = crypto::Sha256(absl::StrCat(principal.subject, "\n", method, "\n", id.bytes()));
  key.chosen = !stated.empty();
  key.request = SerializeInOrder(request);
  if (const std::string normal = id.ToString(); key.chosen && stated != normal) {
    const std::unique_ptr<Message> same(request.New());
    same->CopyFrom(request);
    same->GetReflection()->SetString(same.get(),
                                     same->GetDescriptor()->FindFieldByName("request_id"), normal);
    key.request = SerializeInOrder(*same);
  }
  return key;
}

absl::Status RecordAnswer(db::Transaction& tx, const crypto::KeyRing& keys, const RequestKey& key,
                          absl::Time now, const Message& response) {
  GUANXI_ASSIGN_OR_RETURN(std::string sealed, keys.Seal(response.SerializeAsString(), key.key));
  const std::vector<std::vector<db::Value>> rows = {
      {key.tenant.bytes(), key.key, keys.Digest(HashedText(key)), std::move(sealed), now}};
  return tx.InsertRows(InsertAnswer(), rows).status();
}

absl::StatusOr<bool> FindAnswer(db::Transaction& tx, const crypto::KeyRing& keys,
                                const RequestKey& key, Message* response) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectAnswer(), {key.tenant.bytes(), key.key}));
  if (rows.empty()) return false;
  if (!keys.IsDigest(rows[0].String(0), HashedText(key))) {
    return InvalidField("request_id", "was used with another request", "REQUEST_ID_REUSED");
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string bytes, keys.Open(rows[0].String(1), key.key));
  if (!response->ParseFromString(bytes)) {
    return absl::InternalError("a recorded answer does not parse");
  }
  response->DiscardUnknownFields();  // a newer binary may have recorded it
  return true;
}

}  // namespace guanxi::resource
