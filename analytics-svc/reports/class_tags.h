// Which tag of customers stands for which class of value.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_CLASS_TAGS_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_CLASS_TAGS_H_

#include <map>
#include <string>

#include "common/errors/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/analytics/v1/customer_value.pb.h"

namespace guanxi::analytics {

inline constexpr int kMostClassTags = 8;

// The tags by class. Adds below `tags` what is no class, no tag, or stands twice.
std::map<v1::ValueClass, std::string> TakeClassTags(
    const google::protobuf::RepeatedPtrField<v1::RfmClassTag>& tags, Violations* violations);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_CLASS_TAGS_H_
