package io.lethe.gateway.ui;
import io.lethe.gateway.*;
import io.lethe.gateway.lethe.LetheRoutes;
import java.util.List;
class DevServer { public static void main(String[] a) throws Exception {
  Gateway g = Gateway.start("127.0.0.1", 18080, List.of(c -> c.routes.beforeMatched(new Principal("ada", Role.ADMIN)::on), new LetheRoutes(FakeDesk.withRuns()), new UiRoutes()));
  Thread.sleep(Long.MAX_VALUE); } }
