// Events of records as tests write them: what the service that has a record would tell of it.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_SOURCE_TESTING_H_
#define GUANXI_ANALYTICS_SVC_FACTS_SOURCE_TESTING_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/resource/personal.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::analytics {

// Of one record. The message is as it is now; each change adds an event.
template <typename M>
class RecordHistory {
 public:
  RecordHistory(std::string type, const Uuid& tenant, const Uuid& id, std::string parents = "")
      : type_(std::move(type)), tenant_(tenant), id_(id), parents_(std::move(parents)) {}

  const Uuid& id() const { return id_; }
  std::string name(const std::string& collection) const {
    return absl::StrCat(collection, "/", id_.ToString());
  }
  const M& now() const { return now_; }
  const std::vector<event::v1::LogEvent>& events() const { return events_; }

  void Create(const M& message, absl::Time time) {
    ++sequence_;
    Add(metadata::v1::Change::CREATED, message, time);
  }
  void Update(const M& message, absl::Time time) {
    ++sequence_;
    Add(metadata::v1::Change::UPDATED, message, time);
  }
  void Project(const M& message, absl::Time time) {
    ++projection_;
    Add(metadata::v1::Change::PROJECTED, message, time);
  }
  void Delete(absl::Time time) {
    ++sequence_;
    live_ = false;
    Add(metadata::v1::Change::DELETED, now_, time);
  }
  void Undelete(absl::Time time) {
    ++sequence_;
    live_ = true;
    Add(metadata::v1::Change::UNDELETED, now_, time);
  }

  // As LogService.ReadRecords tells of it.
  event::v1::LogEvent Whole() const {
    event::v1::LogEvent event = Begin();
    event.set_kind(live_ ? metadata::v1::Change::CREATED : metadata::v1::Change::DELETED);
    if (live_) {
      SetHalves(now_, event.mutable_after_body(), event.mutable_after_personal());
    } else {
      SetHalves(now_, event.mutable_before_body(), event.mutable_before_personal());
    }
    return event;
  }

 private:
  // As the engine writes them.
  static void SetHalves(const M& message, std::string* body, std::string* personal) {
    M plain = message, of_persons;
    resource::SplitPersonal(&plain, &of_persons);
    *body = plain.SerializeAsString();
    *personal = of_persons.SerializeAsString();
  }

  event::v1::LogEvent Begin() const {
    event::v1::LogEvent event;
    event.set_tenant_id(std::string(tenant_.bytes()));
    event.set_resource_type(type_);
    event.set_resource_id(std::string(id_.bytes()));
    event.set_parent_ids(parents_);
    event.set_sequence(sequence_);
    event.set_projection(projection_);
    return event;
  }

  void Add(metadata::v1::Change::Kind kind, const M& next, absl::Time time) {
    event::v1::LogEvent event = Begin();
    event.set_kind(kind);
    event.set_event_id(std::string(
        DeriveUuid("event", absl::StrCat(id_.ToString(), "/", events_.size())).bytes()));
    *event.mutable_change_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
    M after = next;
    const auto* const descriptor = M::descriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      google::protobuf::util::MessageDifferencer differencer;
      const auto* const field = descriptor->field(i);
      if (differencer.CompareWithFields(now_, next, {field}, {field})) {
        after.GetReflection()->ClearField(&after, field);
      } else {
        event.add_changed_fields(field->name());
      }
    }
    SetHalves(after, event.mutable_after_body(), event.mutable_after_personal());
    now_ = next;
    events_.push_back(std::move(event));
  }

  const std::string type_;
  const Uuid tenant_, id_;
  const std::string parents_;
  int64_t sequence_ = 0, projection_ = 0;
  bool live_ = true;
  M now_;
  std::vector<event::v1::LogEvent> events_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_SOURCE_TESTING_H_
