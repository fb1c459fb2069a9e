// A part of the report that stands somewhere in the pastes: pointing at it shows where.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSurroundings } from "./context";
import type { Place } from "./context";

export function PlaceButton({
  place,
  class: name,
  children,
}: {
  place: Place;
  class: string;
  children: ComponentChildren;
}): JSX.Element {
  const { pointed, onPoint, onShow } = useSurroundings();
  const button = useRef<HTMLButtonElement>(null);
  const isPointed = pointed === place.key;
  useEffect(() => {
    // Pointed at from the paste: the reader is not here, so it may have to be brought into view.
    if (isPointed && !button.current?.matches(":hover, :focus")) {
      button.current?.scrollIntoView({ block: "nearest" });
    }
  }, [isPointed]);
  return (
    <button
      ref={button}
      type="button"
      class={`place ${name}${isPointed ? " is-pointed" : ""}`}
      onMouseEnter={() => {
        onPoint(place);
      }}
      onMouseLeave={() => {
        onPoint(null);
      }}
      onFocus={() => {
        onPoint(place);
      }}
      onBlur={() => {
        onPoint(null);
      }}
      onClick={() => {
        onShow(place);
      }}
    >
      {children}
    </button>
  );
}
