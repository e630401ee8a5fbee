export { ImageRepository, type ImageRepositoryProps } from './image-repository';
