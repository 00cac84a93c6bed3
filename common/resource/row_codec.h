// A resource's message as a row of its table, and back.
//
// A row is
//   tenant_id, id, [parent_id,] version, live, <declared columns>, body, personal
// `body` is the message without name, etag and personal fields; `personal` is the message with
// nothing but its personal fields. Fields that this binary does not know survive in both, and are
// in no message that leaves this file.
#ifndef GUANXI_COMMON_RESOURCE_ROW_CODEC_H_
#define GUANXI_COMMON_RESOURCE_ROW_CODEC_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/rows.h"
#include "common/db/value.h"
#include "common/resource/resource_name.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// What a newer binary stored and this one does not know. It goes back into the row when that is
// written, and nowhere else: this binary could not mask it. Either may be null.
struct Rest {
  std::unique_ptr<google::protobuf::Message> body;      // see common/resource/unknown_fields.h
  std::unique_ptr<google::protobuf::Message> personal;  // see common/resource/personal.h
};

// What belongs to `next` of the rest of `old`.
Rest AlignRest(const Rest& rest, const google::protobuf::Message& old,
               const google::protobuf::Message& next);

// A row as it was read. `message` is complete, as far as this binary knows its fields: name, etag
// and personal fields are in it.
struct Stored {
  ResourceName name;
  int64_t version = 0;
  bool live = true;
  std::unique_ptr<google::protobuf::Message> message;
  Rest rest;
};

std::unique_ptr<google::protobuf::Message> CopyMessage(const google::protobuf::Message& message);
Stored CopyRow(const Stored& row);

// The two blobs of a message.
struct Blobs {
  std::string body;
  std::string personal;
};
Blobs EncodeBlobs(const google::protobuf::Message& message, const Rest& rest);
absl::Status DecodeBlobs(absl::string_view body, absl::string_view personal,
                         google::protobuf::Message* message, Rest* rest);

// What every SELECT of rows reads, with `alias` before each column; DecodeRow reads it.
std::string RowColumns(const ResourceType& type, absl::string_view alias);
inline constexpr size_t kRowColumns = 6;  // then come columns of the query's own
absl::StatusOr<Stored> DecodeRow(const ResourceType& type, const db::Row& row);

// The columns that an INSERT writes, and an UPDATE (without the key), in the order of the values.
std::vector<std::string> InsertColumns(const ResourceType& type);
std::vector<std::string> UpdateColumns(const ResourceType& type);
absl::StatusOr<std::vector<db::Value>> InsertValues(const ResourceType& type, const Uuid& tenant,
                                                    const Stored& row);
absl::StatusOr<std::vector<db::Value>> UpdateValues(const ResourceType& type, const Stored& row);

// Timestamps are whole microseconds: what the database keeps.
absl::Time TruncateToMicros(absl::Time time);
void SetTime(const google::protobuf::FieldDescriptor* field, absl::Time time,
             google::protobuf::Message* message);
// InfinitePast if the field is not set.
absl::Time GetTime(const google::protobuf::FieldDescriptor* field,
                   const google::protobuf::Message& message);

// Sets name and etag from the row's key and version.
void StampIdentity(const ResourceType& type, Stored* row);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_ROW_CODEC_H_
