import { fill, h } from '../dom.js';

/** Nobody is logged in here yet. */
export const anonymous = true;

export const title = () => 'Log in';
