// A resource's message as a row of its table, and back.
//
// A row is
//   tenant_id, id, [parent_id, [grandparent_id,]] version, live, <declared columns>, <claims>,
//   body, personal
// `body` is the message without name, etag, projected and personal fields; `personal` is the
// message with nothing but its personal fields. Fields that this binary does not know survive in
// both, and are in no message that leaves this file.
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
#include "common/resource/message_fields.h"
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
  // How often its projected columns were written; 0 of a type that has none.
  int64_t projection = 0;
  // How often the unit of work that holds it has written the row; 0 as it was read.
  int step = 0;
  std::unique_ptr<google::protobuf::Message> message;
  Rest rest;
};

// Sets the projected fields of `*to` to those of `from`.
void CopyProjected(const ResourceType& type, const google::protobuf::Message& from,
                   google::protobuf::Message* to);
// Whether they are the same in both.
bool SameProjected(const ResourceType& type, const google::protobuf::Message& a,
                   const google::protobuf::Message& b);
Stored CopyRow(const Stored& row);
// Whether it is deleted because it was merged into another record.
bool IsFolded(const ResourceType& type, const Stored& row);

// The two blobs of a message.
struct Blobs {
  std::string body;
  std::string personal;
};
Blobs EncodeBlobs(const ResourceType& type, const google::protobuf::Message& message,
                  const Rest& rest);
absl::Status DecodeBlobs(absl::string_view body, absl::string_view personal,
                         google::protobuf::Message* message, Rest* rest);

// What every SELECT of rows reads, with `alias` before each column; DecodeRow reads it.
std::string RowColumns(const ResourceType& type, absl::string_view alias);
// The second of them: the ids of the records above, from the root on; NULL at the root.
std::string ParentColumn(const ResourceType& type, absl::string_view alias);
inline constexpr size_t kRowColumns = 6;  // then come columns of the query's own
// The projected ones, each with a comma in front, which RowColumns has: the last of any row that
// DecodeRow is to read.
std::string ProjectedColumns(const ResourceType& type, absl::string_view alias);
absl::StatusOr<Stored> DecodeRow(const ResourceType& type, const db::Row& row);

// The columns that an INSERT writes, and an UPDATE (without the key), in the order of the values.
std::vector<std::string> InsertColumns(const ResourceType& type);
std::vector<std::string> UpdateColumns(const ResourceType& type);
absl::StatusOr<std::vector<db::Value>> InsertValues(const ResourceType& type, const Uuid& tenant,
                                                    const Stored& row);
absl::StatusOr<std::vector<db::Value>> UpdateValues(const ResourceType& type, const Stored& row);
// The columns of the parents' ids, and their values.
std::vector<std::string> ParentNames(const ResourceType& type);
std::vector<db::Value> ParentValues(const ResourceType& type, const ResourceName& name);
// The columns of a unique key that hold the field.
std::vector<std::string> KeyNames(const Column& column);
// What the row claims of a unique key, in the order of the columns; nothing if a field is not set,
// or if the row is deleted and the key for live ones.
absl::StatusOr<std::vector<db::Value>> KeyValues(const UniqueKey& key, const Stored& row);
// The same as the database compares them: blanks at the end of a text do not count.
std::vector<db::Value> Comparable(std::vector<db::Value> values);
// The projected columns alone, and their values.
std::vector<std::string> ProjectedNames(const ResourceType& type);
absl::StatusOr<std::vector<db::Value>> ProjectedValues(const ResourceType& type,
                                                       const google::protobuf::Message& message);

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
