#include "common/flags/service_flags.h"

#include <filesystem>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/rpc/tls.h"

ABSL_FLAG(std::string, host, "127.0.0.1", "address of all ports; 0.0.0.0 in a container");
ABSL_FLAG(int, port, 0, "gRPC port; 0 takes a free one");
ABSL_FLAG(int, health_port, 0, "port of grpc.health.v1, always plain text; 0 takes a free one");
ABSL_FLAG(int, metrics_port, -1, "HTTP port of Prometheus metrics; 0 takes a free one, -1 is none");
ABSL_FLAG(std::string, tls_folder, "",
          "folder of tls.crt, tls.key and ca.crt, by which processes of the suite know each other "
          "(common/rpc/tls.h); empty: plain text");
ABSL_FLAG(absl::Duration, connection_age, absl::InfiniteDuration(),
          "after so long a connection is asked to end, its calls go on: so that clients find new "
          "replicas; inf: never");
ABSL_FLAG(std::string, port_file, "", "file that receives the bound ports as JSON");
ABSL_FLAG(absl::Duration, lame_duck, absl::ZeroDuration(),
          "on SIGTERM, how long to serve on while health says NOT_SERVING");
ABSL_FLAG(absl::Duration, drain_timeout, absl::Seconds(20),
          "on SIGTERM, how long running calls may take");
ABSL_FLAG(double, tenant_calls_per_second, 0,
          "calls that one tenant may make a second of this replica; 0 is no limit");
ABSL_FLAG(int, call_memory_mib, 128,
          "what requests that wait or run and answers on their way may hold; half for one tenant");
ABSL_FLAG(int, logged_successes_per_second, 100,
          "successful calls that are logged a second; errors always are");
ABSL_FLAG(std::string, otlp_target, "",
          "gRPC target of an OpenTelemetry collector, which gets the spans of sampled calls (OTLP, "
          "plain text); empty: none");
ABSL_FLAG(double, trace_share, 0.01,
          "with --otlp_target, how many of the traces that begin here are sampled, 0 to 1; what a "
          "caller has decided holds");
ABSL_FLAG(double, tenant_burst, 100, "calls that one tenant may make at once after a pause");

ABSL_FLAG(std::string, db_socket, "", "unix socket of the database; or give --db_host");
ABSL_FLAG(std::string, db_host, "", "host of the database; or give --db_socket");
ABSL_FLAG(int, db_port, 3306, "port of the database on --db_host");
ABSL_FLAG(std::string, db_user, "", "database user");
ABSL_FLAG(std::string, db_password_file, "", "file with the database user's password");
ABSL_FLAG(std::string, db_schema, "", "schema that is this service's own");
ABSL_FLAG(std::string, db_tls_ca_file, "", "PEM file of authorities; with it, TLS or nothing");
ABSL_FLAG(bool, db_allow_plaintext, false, "allow TCP to another machine without TLS");

ABSL_FLAG(bool, migrate, false, "bring the schema up to date and end");
ABSL_FLAG(std::string, schema_dir, "", "folder of the migrations; empty: the installed one");

namespace guanxi {
namespace {

namespace fs = std::filesystem;

rpc::ServerOptions ReadServer() {
  rpc::ServerOptions server;
  server.host = absl::GetFlag(FLAGS_host);
  server.port = absl::GetFlag(FLAGS_port);
  server.health_port = absl::GetFlag(FLAGS_health_port);
  if (const int port = absl::GetFlag(FLAGS_metrics_port); port >= 0) server.metrics_port = port;
  server.port_file = absl::GetFlag(FLAGS_port_file);
  server.connection_age = absl::GetFlag(FLAGS_connection_age);
  server.lame_duck = absl::GetFlag(FLAGS_lame_duck);
  server.drain_timeout = absl::GetFlag(FLAGS_drain_timeout);
  return server;
}

// Before the options of the first server or channel are made.
absl::Status ReadTls() {
  const std::string folder = absl::GetFlag(FLAGS_tls_folder);
  if (folder.empty()) return absl::OkStatus();
  auto tls = rpc::Tls::Open(folder);
  if (!tls.ok()) {
    return absl::Status(tls.status().code(),
                        absl::StrCat("--tls_folder: ", tls.status().message()));
  }
  rpc::SetProcessTls(*std::move(tls));
  return absl::OkStatus();
}

absl::StatusOr<db::Server> ReadDatabase() {
  db::Server server;
  server.socket = absl::GetFlag(FLAGS_db_socket);
  server.host = absl::GetFlag(FLAGS_db_host);
  server.port = absl::GetFlag(FLAGS_db_port);
  server.user = absl::GetFlag(FLAGS_db_user);
  server.schema = absl::GetFlag(FLAGS_db_schema);
  server.tls_ca_file = absl::GetFlag(FLAGS_db_tls_ca_file);
  server.allow_plaintext = absl::GetFlag(FLAGS_db_allow_plaintext);
  if (server.user.empty()) return absl::InvalidArgumentError("--db_user is missing");
  if (server.schema.empty()) return absl::InvalidArgumentError("--db_schema is missing");
  if (const std::string file = absl::GetFlag(FLAGS_db_password_file); !file.empty()) {
    GUANXI_ASSIGN_OR_RETURN(server.password, ReadFlagSecret("db_password_file", file));
  }
  return server;
}

}  // namespace

absl::StatusOr<ServiceFlags> ReadServiceFlags(absl::string_view schema) {
  GUANXI_RETURN_IF_ERROR(ReadTls());
  ServiceFlags flags;
  flags.server = ReadServer();
  GUANXI_RETURN_IF_ERROR(rpc::Validate(flags.server));
  flags.pipeline.tenant_rate = {absl::GetFlag(FLAGS_tenant_calls_per_second),
                                absl::GetFlag(FLAGS_tenant_burst)};
  flags.pipeline.memory_bytes = int64_t{absl::GetFlag(FLAGS_call_memory_mib)} << 20;
  flags.pipeline.logged_successes_per_second = absl::GetFlag(FLAGS_logged_successes_per_second);
  flags.otlp_target = absl::GetFlag(FLAGS_otlp_target);
  if (!flags.otlp_target.empty()) flags.pipeline.trace_share = absl::GetFlag(FLAGS_trace_share);
  GUANXI_RETURN_IF_ERROR(rpc::Validate(flags.pipeline));
  GUANXI_ASSIGN_OR_RETURN(flags.database.server, ReadDatabase());
  flags.migrate = absl::GetFlag(FLAGS_migrate);
  flags.schema_dir = absl::GetFlag(FLAGS_schema_dir);
  if (flags.schema_dir.empty()) {
    GUANXI_ASSIGN_OR_RETURN(flags.schema_dir, FindInstalled(schema));
  }
  return flags;
}

absl::StatusOr<Secret> ReadFlagSecret(absl::string_view flag, absl::string_view path) {
  absl::StatusOr<Secret> secret = Secret::InFile(std::string(path));
  if (secret.ok()) return secret;
  return absl::Status(secret.status().code(),
                      absl::StrCat("--", flag, ": ", secret.status().message()));
}

absl::StatusOr<std::string> ReadFlagFile(absl::string_view flag, absl::string_view path) {
  GUANXI_ASSIGN_OR_RETURN(const Secret secret, ReadFlagSecret(flag, path));
  return secret.Get();
}

absl::StatusOr<std::string> FindInstalled(absl::string_view path) {
  std::error_code error;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  for (const fs::path& root :
       {fs::path(executable.string() + ".runfiles/guanxi"), executable.parent_path()}) {
    const fs::path candidate = root / std::string(path);
    if (fs::exists(candidate, error)) return candidate.string();
  }
  return absl::NotFoundError(absl::StrCat(path, " is not installed beside ", executable.string()));
}

}  // namespace guanxi
