package io.pointsman.it;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/** The ring as Medusa writes it down: the nodes of the local data centre with their tokens. */
final class TokenMap {
  private TokenMap() {}

  /**
   * @param session to a node
   * @param localName that node's name
   * @param localTokens that node's tokens
   */
  static ObjectNode of(CqlSession session, String localName, List<String> localTokens) {
    ObjectNode map = new ObjectMapper().createObjectNode();
    Row local = session.execute("SELECT data_center, rack FROM system.local").one();
    if (local == null) {
      throw new IllegalStateException("system.local has no row");
    }
    String dataCentre = local.getString("data_center");
    put(map, localName, localTokens, local.getString("rack"), dataCentre);
    for (Row peer :
        session.execute("SELECT native_address, data_center, rack, tokens FROM system.peers_v2")) {
      String peerDataCentre = peer.getString("data_center");
      if (dataCentre != null && dataCentre.equals(peerDataCentre)) {
        String name = String.valueOf(peer.getInetAddress("native_address")).replaceAll(".*/", "");
        put(map, name, peer.getSet("tokens", String.class), peer.getString("rack"), dataCentre);
      }
    }
    return map;
  }

  private static void put(
      ObjectNode map, String name, Collection<String> tokens, String rack, String dataCentre) {
    ObjectNode node = map.putObject(name);
    ArrayNode array = node.putArray("tokens");
    tokens.stream().map(Long::valueOf).sorted().forEach(array::add);
    node.put("is_up", true).put("rack", rack).put("dc", dataCentre);
  }
}
