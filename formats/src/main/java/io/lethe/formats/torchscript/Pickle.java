package io.lethe.formats.torchscript;

import io.lethe.formats.MalformedFileException;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The part of Python's pickle format that TorchScript writes (protocol 2), read into plain data.
 *
 * <p>Nothing is looked up, constructed or called: a class is its name, an object is the name of its
 * class with its attributes, a call is the name of the function with its arguments. Texts are
 * strings, numbers {@link Long} or {@link Double}, tuples and lists {@link List}.
 */
final class Pickle {
  /** {@code None}; a Java null is never on the stack. */
  static final Object NONE = new Object();

  private static final Object MARK = new Object();

  private final ByteBuffer in;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Pickle(byte[] bytes) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A class or function by name, such as {@code torch._utils._rebuild_tensor_v2}. */
  record Global(String name) {}

  /** An object: its class and its attributes in the order written. */
  record Instance(Global type, Map<Object, Object> attributes) {}

  /** A call that is not made. */
  record Call(Object function, List<Object> arguments) {}

  /** A reference to something outside the pickle, such as a storage. */
  record External(List<Object> id) {}

  /**
   * Reads a pickle.
   *
   * @throws MalformedFileException if it is torn or uses what TorchScript does not write
   */
  static Object read(byte[] bytes) {
    try {
      return new Pickle(bytes).read();
    } catch (BufferUnderflowException
        | NoSuchElementException
        | ClassCastException
        | IllegalArgumentException e) {
      throw new MalformedFileException("data.pkl is torn or damaged", e);
    }
  }

  private Object read() {
    while (true) {
      int opcode = in.get() & 0xff;
      switch (opcode) {
        case 0x80 -> in.get(); // PROTO
        case '.' -> {
          return stack.pop();
        }
        case '(' -> stack.push(MARK);
        case '0' -> stack.pop();
        case 'q' -> memo.put(in.get() & 0xff, stack.element());
        case 'r' -> memo.put(in.getInt(), stack.element());
        case 'h' -> stack.push(remembered(in.get() & 0xff));
        case 'j' -> stack.push(remembered(in.getInt()));
        case 'c' -> stack.push(new Global(line() + "." + line()));
        case 0x81 -> {
          stack.pop(); // arguments of __new__: none
          stack.push(new Instance((Global) stack.pop(), new LinkedHashMap<>()));
        }
        case 'R' -> {
          List<Object> arguments = list(stack.pop());
          stack.push(new Call(stack.pop(), arguments));
        }
        case 'b' -> build();
        case 'Q' -> stack.push(new External(list(stack.pop())));
        default -> {
          if (!container(opcode)) {
            stack.push(scalar(opcode));
          }
        }
      }
    }
  }

  private boolean container(int opcode) {
    switch (opcode) {
      case ')', ']' -> stack.push(new ArrayList<>());
      case '}' -> stack.push(new LinkedHashMap<>());
      case 't', 'l' -> stack.push(aboveMark());
      case 0x85 -> stack.push(last(1));
      case 0x86 -> stack.push(last(2));
      case 0x87 -> stack.push(last(3));
      case 'a' -> add(last(1));
      case 'e' -> add(aboveMark());
      case 's' -> set(last(2));
      case 'u' -> set(aboveMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private Object scalar(int opcode) {
    return switch (opcode) {
      case 'N' -> NONE;
      case 0x88 -> true;
      case 0x89 -> false;
      case 'K' -> (long) (in.get() & 0xff);
      case 'M' -> (long) (in.getShort() & 0xffff);
      case 'J' -> (long) in.getInt();
      case 0x8a -> integer(bytes(in.get() & 0xff));
      case 'G' -> Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
      case 'X' -> text(bytes(in.getInt()));
      case 'U', 'C' -> text(bytes(in.get() & 0xff));
      case 'T', 'B' -> text(bytes(in.getInt()));
      default ->
          throw new MalformedFileException(
              "data.pkl holds opcode 0x%02x, which TorchScript does not write".formatted(opcode));
    };
  }

  private Object remembered(int key) {
    Object value = memo.get(key);
    if (value == null) {
      throw new NoSuchElementException("memo " + key);
    }
    return value;
  }

  /** Attributes of an object; what a class with a state of its own makes of it is not known. */
  private void build() {
    Object state = stack.pop();
    Instance instance = (Instance) stack.element();
    if (state instanceof Map<?, ?> attributes) {
      instance.attributes().putAll(attributes);
    } else {
      instance.attributes().put("__state__", state);
    }
  }

  private List<Object> aboveMark() {
    List<Object> items = new ArrayList<>();
    for (Object item = stack.pop(); item != MARK; item = stack.pop()) {
      items.add(item);
    }
    Collections.reverse(items);
    return items;
  }

  private List<Object> last(int count) {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(0, stack.pop());
    }
    return items;
  }

  private void add(List<Object> items) {
    list(stack.element()).addAll(items);
  }

  @SuppressWarnings("unchecked") // every map on the stack was made here
  private void set(List<Object> items) {
    Object target = stack.element();
    if (!(target instanceof Map) || items.size() % 2 != 0) {
      return; // a dictionary made by a call that is not made, such as OrderedDict's
    }
    Map<Object, Object> map = (Map<Object, Object>) target;
    for (int i = 0; i < items.size(); i += 2) {
      map.put(items.get(i), items.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked") // every list on the stack was made here
  private static List<Object> list(Object value) {
    if (value instanceof Call || value instanceof Instance) {
      return new ArrayList<>(); // a list made by a call that is not made
    }
    return (List<Object>) value;
  }

  private String line() {
    int begin = in.position();
    while (in.get() != '\n') {
      // to the end of the line
    }
    return new String(in.array(), begin, in.position() - begin - 1, StandardCharsets.UTF_8);
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] out = new byte[length];
    in.get(out);
    return out;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A little-endian two's complement number, of at most 64 bits in what is used here. */
  private static Long integer(byte[] bytes) {
    byte[] big = new byte[bytes.length];
    for (int i = 0; i < big.length; i++) {
      big[i] = bytes[bytes.length - 1 - i];
    }
    return big.length == 0 ? 0L : new BigInteger(big).longValue();
  }
}
