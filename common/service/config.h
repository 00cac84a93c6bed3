// The command line of a service that holds resources.
#ifndef GUANXI_COMMON_SERVICE_CONFIG_H_
#define GUANXI_COMMON_SERVICE_CONFIG_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/files/file_store.h"
#include "common/flags/service_flags.h"
#include "common/redis/client.h"

namespace guanxi::service {

// What the flags of config.cc and of service_flags.cc say, checked.
struct Config {
  ServiceFlags service;
  std::string issuer;
  std::string gateway;
  std::string service_secret_file;
  std::string sealing_key_file;
  std::string blind_index_key_file;
  // In which the days of filters begin, of a tenant that does not say.
  absl::TimeZone time_zone;
  // A file that moves business time (MovedClock); empty: it is the machine's.
  std::string business_clock_file;
  // Make the event log another one and end, instead of serving.
  bool renew_event_log = false;
  // None: events arrive by the database alone.
  std::optional<redis::Options> redis;
  // What the files of one tenant may use.
  files::FileStore::Options files;
};

// Call after absl::ParseCommandLine. `schema` as in ReadServiceFlags. To migrate, or to renew the
// event log, no keys are needed, and no gateway where the service is it. INVALID_ARGUMENT or
// NOT_FOUND with a text that names the flag.
absl::StatusOr<Config> ReadConfig(absl::string_view schema, bool needs_gateway = true);

}  // namespace guanxi::service

#endif  // GUANXI_COMMON_SERVICE_CONFIG_H_
