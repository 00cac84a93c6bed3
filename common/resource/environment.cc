#include "common/resource/environment.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::resource {

absl::StatusOr<std::unique_ptr<Environment>> Environment::Create(const Clocks& clocks,
                                                                 const crypto::KeyRing& sealing,
                                                                 std::string blind_index_key,
                                                                 PlaceOf place_of) {
  if (blind_index_key.size() < crypto::kKeyBytes) {
    return InvalidField("blind_index_key", "is too short");
  }
  GUANXI_ASSIGN_OR_RETURN(auto definitions,
                          ResourceType::Compile(metadata::v1::FieldDefinition::descriptor()));
  return std::unique_ptr<Environment>(new Environment(clocks, sealing, std::move(blind_index_key),
                                                      std::move(place_of), std::move(definitions)));
}

Environment::Environment(const Clocks& clocks, const crypto::KeyRing& sealing,
                         std::string blind_index_key, PlaceOf place_of,
                         std::unique_ptr<const ResourceType> field_definitions)
    : clocks_(clocks),
      place_of_(std::move(place_of)),
      uuids_(clocks.system),
      request_log_keys_(sealing.Derive("request-log")),
      page_tokens_(sealing, clocks.system),
      blind_index_key_(std::move(blind_index_key)),
      field_definitions_(std::move(field_definitions)),
      custom_fields_(field_definitions_.get(), clocks.system) {}

filter::Moment Environment::MomentOf(const Uuid& tenant) const {
  filter::Moment moment = place_of_ ? place_of_(tenant) : filter::Moment();
  moment.now = clocks_.business->Now();
  return moment;
}

}  // namespace guanxi::resource
