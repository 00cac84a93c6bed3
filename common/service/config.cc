#include "common/service/config.h"

#include <cstdint>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

ABSL_FLAG(std::string, issuer, "https://guanxi.local", "whose tokens are accepted (their `iss`)");
ABSL_FLAG(std::string, gateway, "",
          "gRPC target of the gateway, which publishes the tokens' keys and says who may do what");
ABSL_FLAG(
    std::string, service_secret_file, "",
    "file with the secret (gxs_...) of the service's own account, by which it asks the gateway "
    "who may do what");
ABSL_FLAG(std::string, sealing_key_file, "",
          "key file (see common/crypto/key_ring.h) that seals recorded answers and page tokens; "
          "keys may be added in front");
ABSL_FLAG(std::string, blind_index_key_file, "",
          "key file whose first key makes phones and e-mails findable; must never change");
ABSL_FLAG(
    std::string, time_zone, "Asia/Shanghai",
    "where days begin and end for today() and other functions of filters, while a tenant's own "
    "zone is not known: a name of the IANA database");
ABSL_FLAG(
    std::string, business_clock_file, "",
    "for tests alone: file with a duration (360h) by which business time runs ahead of the "
    "machine's; only with --host on loopback and --db_socket, and not of the gateway. What is "
    "created meanwhile keeps its wrong times for good");
ABSL_FLAG(
    bool, renew_event_log, false,
    "after a back-up was restored or a failover has lost commits, while no replica runs: make "
    "the event log another one and end; who reads it reads the records anew");
ABSL_FLAG(std::string, redis_socket, "",
          "unix socket of Redis, through which events arrive sooner; or give --redis_host, or "
          "neither: they arrive by the database alone");
ABSL_FLAG(std::string, redis_host, "", "host of Redis; or give --redis_socket");
ABSL_FLAG(std::string, redis_sentinels, "",
          "host:port,host:port of the Sentinels that say where Redis is; or give --redis_socket or "
          "--redis_host");
ABSL_FLAG(std::string, redis_master_name, "mymaster", "what the Sentinels call it");
ABSL_FLAG(int, redis_port, 6379, "port of Redis on --redis_host");
ABSL_FLAG(std::string, redis_password_file, "", "file with the password of Redis; empty: none");
ABSL_FLAG(int64_t, tenant_file_bytes, int64_t{4} << 30,
          "bytes of one tenant's uploads, exports and error files; beyond them: FILE_QUOTA");
ABSL_FLAG(int64_t, tenant_files, 1000, "uploads, exports and error files of one tenant");

namespace guanxi::service {
namespace {

constexpr int kSentinelPort = 26379;

absl::StatusOr<std::optional<redis::Options>> ReadRedis() {
  redis::Options options;
  options.socket = absl::GetFlag(FLAGS_redis_socket);
  options.host = absl::GetFlag(FLAGS_redis_host);
  options.port = absl::GetFlag(FLAGS_redis_port);
  options.master_name = absl::GetFlag(FLAGS_redis_master_name);
  auto sentinels = redis::ParseAddresses(absl::GetFlag(FLAGS_redis_sentinels), kSentinelPort);
  if (!sentinels.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--redis_sentinels: ", sentinels.status().message()));
  }
  options.sentinels = *std::move(sentinels);
  const int ways = (options.socket.empty() ? 0 : 1) + (options.host.empty() ? 0 : 1) +
                   (options.sentinels.empty() ? 0 : 1);
  if (ways == 0) return std::nullopt;
  if (ways > 1) {
    return absl::InvalidArgumentError(
        "give --redis_socket, --redis_host or --redis_sentinels, one of them");
  }
  if (const std::string file = absl::GetFlag(FLAGS_redis_password_file); !file.empty()) {
    GUANXI_ASSIGN_OR_RETURN(options.password, ReadFlagSecret("redis_password_file", file));
  }
  return options;
}

// A process that others on a network can reach, or whose database they can, is no test's: so no
// container that serves has its time moved by a flag that was left behind.
absl::Status CheckBusinessClock(const Config& config, bool needs_gateway) {
  if (config.business_clock_file.empty()) return absl::OkStatus();
  if (!needs_gateway) {
    return absl::InvalidArgumentError(
        "--business_clock_file is not of the gateway: who may get in goes by the machine's time");
  }
  const std::string& host = config.service.server.host;
  const bool is_loopback = host == "127.0.0.1" || host == "::1" || host == "localhost";
  if (is_loopback && !config.service.database.server.socket.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "--business_clock_file is for tests: it needs --host on loopback and --db_socket");
}

}  // namespace

absl::StatusOr<Config> ReadConfig(absl::string_view schema, bool needs_gateway) {
  Config config;
  GUANXI_ASSIGN_OR_RETURN(config.service, ReadServiceFlags(schema));
  config.issuer = absl::GetFlag(FLAGS_issuer);
  config.gateway = absl::GetFlag(FLAGS_gateway);
  config.service_secret_file = absl::GetFlag(FLAGS_service_secret_file);
  config.sealing_key_file = absl::GetFlag(FLAGS_sealing_key_file);
  config.blind_index_key_file = absl::GetFlag(FLAGS_blind_index_key_file);
  config.files.max_bytes = absl::GetFlag(FLAGS_tenant_file_bytes);
  config.files.max_files = absl::GetFlag(FLAGS_tenant_files);
  config.renew_event_log = absl::GetFlag(FLAGS_renew_event_log);
  config.business_clock_file = absl::GetFlag(FLAGS_business_clock_file);
  GUANXI_RETURN_IF_ERROR(CheckBusinessClock(config, needs_gateway));
  if (config.service.migrate || config.renew_event_log) return config;
  if (config.files.max_bytes <= 0 || config.files.max_files <= 0) {
    return absl::InvalidArgumentError(
        "--tenant_file_bytes and --tenant_files must be greater than 0");
  }
  if (!absl::LoadTimeZone(absl::GetFlag(FLAGS_time_zone), &config.time_zone)) {
    return absl::InvalidArgumentError("--time_zone is no name of the IANA database");
  }
  const std::pair<const char*, const std::string*> required[] = {
      {"issuer", &config.issuer},
      {"gateway", &config.gateway},
      {"service_secret_file", &config.service_secret_file},
      {"sealing_key_file", &config.sealing_key_file},
      {"blind_index_key_file", &config.blind_index_key_file}};
  for (const auto& [flag, value] : required) {
    const bool is_of_gateway = value == &config.gateway || value == &config.service_secret_file;
    if (is_of_gateway && !needs_gateway) continue;
    if (value->empty()) return absl::InvalidArgumentError(absl::StrCat("--", flag, " is missing"));
  }
  GUANXI_ASSIGN_OR_RETURN(config.redis, ReadRedis());
  return config;
}

}  // namespace guanxi::service
