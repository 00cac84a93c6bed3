#include "customer-svc/feeds/value_desk.h"

#include <utility>

#include "common/approvals/snapshot.h"

namespace guanxi::customer {
namespace {

using v1::RegistryProfile;

std::string TextAt(const google::protobuf::Message& message, const std::string& path) {
  const std::vector<std::string> texts = approvals::TextsAt(message, path);
  return texts.empty() ? "" : texts[0];
}

}  // namespace

std::vector<FeedValue> ValuesOf(const RegistryProfile& profile) {
  std::vector<FeedValue> values;
  for (const char* field :
       {"business_scope", "establish_date", "legal_representative", "registered_capital"}) {
    std::string text = TextAt(profile, field);
    if (!text.empty()) values.push_back({std::string("organization.") + field, std::move(text)});
  }
  return values;
}

}  // namespace guanxi::customer
